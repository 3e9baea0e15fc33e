package io.santinel.app.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Backstore;
import io.santinel.iscsi.target.FileBackstore;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands against our own target; the files behind it are looked at without either.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IoCommandTest {
    private static final String OPEN = "iqn.2026-01.io.example:open";
    private static final String CLOSED = "iqn.2026-01.io.example:closed";
    private static final int MIB = 1 << 20;

    @TempDir
    private Path dir;

    private NetworkEntity target;
    private Path disk;

    /// How a command ended.
    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void serve() throws IOException {
        disk = sized("disk", 20 * MIB);
        Credentials own = new Credentials("disk", secret("itsownsecretword"));
        TargetAuthentication chap = new TargetAuthentication(
                Map.of("me", secret("averysecretsecret")), Optional.of(own), true, List.of(ChapAlgorithm.MD5));
        target = NetworkEntity.open(
                List.of(
                        new TargetNode(
                                new IscsiName(OPEN),
                                List.of(
                                        unit(0, RamBackstore.allocate(3 * MIB + 4096)),
                                        unit(1, FileBackstore.open(disk))),
                                Optional.empty()),
                        new TargetNode(
                                new IscsiName(CLOSED),
                                List.of(unit(0, RamBackstore.allocate(MIB))),
                                Optional.of(chap))),
                List.of(NetworkEntity.Listen.at("127.0.0.1", 0)),
                Limits.DEFAULT);
    }

    @AfterEach
    void stop() {
        target.close();
    }

    @Test
    void a_file_is_written_read_verified_and_copied_whole() throws IOException {
        Path image = random("image", 3 * MIB + 4096, 1);
        assertThat(run("write", url(OPEN, 0), image.toString()).status()).isZero();
        assertThat(run("verify", url(OPEN, 0), image.toString()).status()).isZero();
        Path back = dir.resolve("back");
        assertThat(run("read", url(OPEN, 0), back.toString()).status()).isZero();
        assertThat(back).hasSameBinaryContentAs(image);
        assertThat(run("copy", url(OPEN, 0), url(OPEN, 1)).status()).isZero();
        assertThat(Arrays.copyOf(Files.readAllBytes(disk), 3 * MIB + 4096)).isEqualTo(Files.readAllBytes(image));
    }

    @Test
    void a_file_that_ends_within_a_block_leaves_the_rest_of_it() throws IOException {
        Path whole = random("whole", 4096, 2);
        Path part = random("part", 1000, 3);
        run("write", url(OPEN, 1), whole.toString());
        assertThat(run("write", url(OPEN, 1), part.toString()).status()).isZero();
        byte[] expected = Files.readAllBytes(whole);
        System.arraycopy(Files.readAllBytes(part), 0, expected, 0, 1000);
        assertThat(Arrays.copyOf(Files.readAllBytes(disk), 4096)).isEqualTo(expected);
        assertThat(run("verify", url(OPEN, 1), part.toString()).status()).isZero();
    }

    @Test
    void the_first_difference_is_named() throws IOException {
        byte[] bytes = new byte[2 * MIB];
        bytes[1_500_000] = 1;
        Ended verify = run(
                "verify", url(OPEN, 1), Files.write(dir.resolve("other"), bytes).toString());
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).isEqualTo("differs at byte 1500000, in block 2929\n");
    }

    @Test
    void zeros_that_are_read_become_holes() throws Exception {
        try (RandomAccessFile access = new RandomAccessFile(disk.toFile(), "rw")) {
            access.seek(10 * MIB);
            access.write(7);
        }
        Path back = random("back", 30 * MIB, 4);
        assertThat(run("read", url(OPEN, 1), back.toString()).status()).isZero();
        assertThat(back).hasSameBinaryContentAs(disk);
        Process du = new ProcessBuilder("du", "-k", back.toString()).start();
        assertThat(Long.parseLong(du.inputReader().readLine().split("\t", 2)[0]))
                .isLessThan(1024);
    }

    @Test
    void what_does_not_fit_is_refused_before_anything_is_written() throws IOException {
        Path image = random("image", 3 * MIB + 4097, 5);
        Ended write = run("write", url(OPEN, 0), image.toString());
        assertThat(write.err()).contains("3149825 bytes are more than the 3149824 of iscsi://");
        Ended copy = run("copy", url(OPEN, 1), url(OPEN, 0));
        assertThat(copy.err()).contains("20971520 bytes are more than the 3149824 of iscsi://");
        Path back = dir.resolve("back");
        run("read", url(OPEN, 0), back.toString());
        assertThat(Files.readAllBytes(back)).containsOnly(0);
    }

    @Test
    void who_and_how_large_a_unit_is_stands_on_standard_output() {
        assertThat(run("inquiry", url(OPEN, 1)).out())
                .contains("vendor      SANTINEL\n")
                .contains("type        disk\n");
        assertThat(run("capacity", url(OPEN, 1)).out()).isEqualTo("40960 blocks of 512 bytes, 20.0 MiB\n");
    }

    @Test
    void secrets_come_from_files_and_a_secret_in_the_url_is_warned_about() throws IOException {
        Path mine = Files.writeString(dir.resolve("mine"), "averysecretsecret\n");
        Path its = Files.writeString(dir.resolve("its"), "itsownsecretword\n");
        String url = url(CLOSED, 0).replace("iscsi://", "iscsi://me@") + "?target_user=disk";
        Ended good = run("capacity", url, "--secret-file", mine.toString(), "--target-secret-file", its.toString());
        assertThat(good.err()).isEmpty();
        assertThat(good.status()).isZero();
        Ended visible =
                run("capacity", url.replace("me@", "me%averysecretsecret@"), "--target-secret-file", its.toString());
        assertThat(visible.status()).isZero();
        assertThat(visible.err()).contains("use --secret-file").doesNotContain("averysecret");
        Ended wrong = run("capacity", url, "--secret-file", its.toString(), "--target-secret-file", mine.toString());
        assertThat(wrong.status()).isNotZero();
    }

    @Test
    void what_is_not_there_is_said_in_one_line() {
        refuses("no such LUN; the target has [0, 1]", "inquiry", url(OPEN, 9));
        refuses("target not found", "inquiry", url("iqn.2026-01.io.example:none", 0));
        refuses("Connection refused", "capacity", "iscsi://127.0.0.1:1/" + OPEN + "/0");
        refuses("want iscsi://", "read", "disk", "file");
        refuses("no such file", "write", url(OPEN, 0), dir.resolve("none").toString());
        refuses(
                "cannot be written",
                "read",
                url(OPEN, 0),
                dir.resolve("none/file").toString());
        refuses("which of inquiry, capacity, read, write, copy, verify, bench");
        refuses("--destroy-data", "bench", url(OPEN, 0), "--mode", "randwrite");
        refuses("want randread", "bench", url(OPEN, 0), "--mode", "write");
        refuses("multiple of the block length 512", "bench", url(OPEN, 0), "--size", "1000");
    }

    @Test
    void a_benchmarks_figures_fit_together() {
        for (String[] mode :
                new String[][] {{"randread"}, {"seqwrite", "--destroy-data"}, {"seqread", "--rate", "500"}}) {
            String[] start = {"bench", url(OPEN, 0), "--json", "--seconds", "0.3", "--warmup", "0", "--mode"};
            String[] all = Arrays.copyOf(start, start.length + mode.length);
            System.arraycopy(mode, 0, all, start.length, mode.length);
            Ended bench = run(all);
            assertThat(bench.status()).as(bench.err()).isZero();
            JsonNode result = JsonMapper.shared().readTree(bench.out());
            double rate = result.get("iops").asDouble();
            assertThat(rate * result.get("seconds").asDouble())
                    .isCloseTo(result.get("commands").asDouble(), withinPercentage(1.0));
            assertThat(rate).isPositive();
            JsonNode latency = result.get("latency_us");
            assertThat(latency.get("p50").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(latency.get("p99").asDouble());
        }
        Ended text = run("bench", url(OPEN, 0), "--digests", "--seconds", "0.2", "--warmup", "0");
        assertThat(text.out())
                .contains("randread, 4.0 KiB, depth 32, digests, 0.2 s\nrate ")
                .contains(" % █");
    }

    private void refuses(String message, String... arguments) {
        Ended ended = run(arguments);
        assertThat(ended.status()).isNotZero();
        assertThat(ended.err()).contains(message);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.out()).isEmpty();
    }

    /// As the program's entry does it.
    private static Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(new IoCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler((e, _) -> {
                    e.getCommandLine().getErr().println(e.getMessage());
                    return 2;
                })
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getErr().println(e.getMessage());
                    return e instanceof IscsiException why ? why.code().code() : 1;
                })
                .execute(arguments);
        return new Ended(status, out.toString(), err.toString());
    }

    private String url(String name, int lun) {
        return "iscsi://" + target.portals().getFirst().address() + "/" + name + "/" + lun;
    }

    private static LogicalUnit unit(int number, Backstore store) {
        return new LogicalUnit(number, Identity.of(OPEN, number), store);
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path random(String name, int bytes, int seed) throws IOException {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return Files.write(dir.resolve(name), content);
    }

    private Path sized(String name, long bytes) throws IOException {
        Path file = dir.resolve(name);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(bytes);
        }
        return file;
    }
}
