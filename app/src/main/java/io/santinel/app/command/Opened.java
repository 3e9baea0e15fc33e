package io.santinel.app.command;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// What a command has open, closed the other way round; each part although one before it may have failed.
final class Opened implements Closeable {
    private final Deque<Closeable> parts = new ArrayDeque<>();

    void add(Closeable part) {
        parts.push(part);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// Closes what is open because something else failed, whose exception keeps what fails here too.
    void closeAfter(Exception why) {
        try {
            close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
