package io.santinel.iscsi.session;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// How a session looks from outside, and who wants to hear when that changes. Its owner alone shows and tells.
final class Views {
    private static final System.Logger LOG = System.getLogger("io.santinel.iscsi.session");

    private final Tally tally;
    private final List<Consumer<SessionView>> listeners = new CopyOnWriteArrayList<>();
    private volatile SessionView view;
    private SessionView told;

    Views(SessionView view, Tally tally) {
        this.view = view;
        this.told = view;
        this.tally = tally;
    }

    /// With the counters as they are now.
    SessionView now() {
        return view.withCounters(tally.snapshot());
    }

    void add(Consumer<SessionView> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<SessionView> listener) {
        listeners.remove(listener);
    }

    void show(SessionView next) {
        view = next;
    }

    /// Shows it, and lets the listeners hear of it if it is something else than they heard last.
    void tell(SessionView next) {
        show(next);
        if (isNews(next)) {
            told = next;
            SessionView counted = listeners.isEmpty() ? next : now();
            listeners.forEach(listener -> tell(listener, counted));
        }
    }

    private boolean isNews(SessionView next) {
        return !(next.state().equals(told.state())
                && next.connectionState().equals(told.connectionState())
                && next.internalState().equals(told.internalState())
                && next.currentPortal().equals(told.currentPortal())
                && Objects.equals(next.lastError(), told.lastError()));
    }

    /// A listener that fails must not take the session along.
    private static void tell(Consumer<SessionView> listener, SessionView view) {
        try {
            listener.accept(view);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, view.target() + ": a listener failed", e);
        }
    }
}
