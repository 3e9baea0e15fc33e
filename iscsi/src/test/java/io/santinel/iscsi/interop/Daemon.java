package io.santinel.iscsi.interop;

import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A target's process: started, stopped in its tracks, killed.
final class Daemon implements AutoCloseable {
    private static final long STARTS_WITHIN_SECONDS = 30;

    private final Process process;

    /// Starts it and waits until the portal takes connections.
    Daemon(List<String> command, Path log, Portal portal) throws IOException, InterruptedException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_SECONDS);
        while (!listens(portal)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                close();
                throw new IOException(
                        command.getFirst() + " does not listen on " + portal + ": " + Files.readString(log));
            }
            Thread.sleep(20);
        }
    }

    private static boolean listens(Portal portal) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(portal.host(), portal.port()), 200);
            return !socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
        } catch (IOException _) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Runs a command to its end.
    static void run(String... command) throws IOException, InterruptedException {
        Process done = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(done.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (done.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }

    /// Keeps it from running, or lets it go on (SIGSTOP, SIGCONT).
    void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, String.valueOf(process.pid()));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
