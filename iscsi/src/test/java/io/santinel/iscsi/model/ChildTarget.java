package io.santinel.iscsi.model;

import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.target.NetworkEntity;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The target in a process of its own, on a file, to be killed with -9.
public final class ChildTarget implements TargetUnderTest {
    private final Path file;
    private Process process;
    private volatile Portal portal;

    /// @param file of the medium, which is there already
    public ChildTarget(Path file) throws IOException {
        this.file = file;
        process = run();
        portal = portal(process);
    }

    private Process run() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        Stream.of(ModelTarget.class, NetworkEntity.class)
                                .map(ChildTarget::root)
                                .collect(Collectors.joining(File.pathSeparator)),
                        ModelTarget.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// The directory of classes that a class was read from.
    private static String root(Class<?> type) {
        String name = "/" + type.getName().replace('.', '/') + ".class";
        String url = String.valueOf(type.getResource(name));
        return Path.of(URI.create(url.substring(0, url.length() - name.length())))
                .toString();
    }

    private static Portal portal(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = out.readLine();
        if (port == null) {
            throw new IOException("the target's process ended before it listened");
        }
        return new Portal("127.0.0.1", Integer.parseInt(port));
    }

    @Override
    public Portal portal() {
        return portal;
    }

    @Override
    public void requestLogout() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = run();
        portal = portal(process);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(file);
    }
}
