package io.santinel.iscsi.session;

import io.santinel.iscsi.name.Portal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The try to log in that counts: an owner has one at a time, and what an earlier one reports comes too late. Used by
/// the session's owner only, apart from what it posts.
final class LoginTry {
    private final String target;
    private final Login login;
    private final Consumer<Mail> owner;
    private int number;
    private @Nullable Runnable close;

    LoginTry(String target, Login login, Consumer<Mail> owner) {
        this.target = target;
        this.login = login;
        this.owner = owner;
    }

    /// Begins a try in a thread of its own; not a virtual one, see [Link].
    void start(Portal portal, int cmdSn, int expStatSn) {
        int mine = ++number;
        Login.Progress progress = closing -> owner.accept(new Mail.TransportUp(mine, closing));
        Thread.ofPlatform()
                .daemon()
                .name("login " + target + " " + portal)
                .start(() -> owner.accept(new Mail.LoginEnded(mine, login.login(portal, cmdSn, expStatSn, progress))));
    }

    boolean isCurrent(int other) {
        return other == number;
    }

    /// TCP is up.
    void closesBy(Runnable closing) {
        close = closing;
    }

    /// The connection is the session's now.
    void succeeded() {
        close = null;
    }

    /// Ends the try, if there is one, and disowns what it may still report.
    void abandon() {
        number++;
        Runnable closing = close;
        close = null;
        if (closing != null) {
            closing.run();
        }
    }
}
