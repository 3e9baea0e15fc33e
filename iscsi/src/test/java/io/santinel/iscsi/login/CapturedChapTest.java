package io.santinel.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.wire.Capture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// CHAP responses of other implementations, recomputed from the secrets that they were given.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapturedChapTest {
    private static final int REQUEST = 0x03;
    private static final int RESPONSE = 0x23;

    private static final Map<String, Secret> SECRETS = Map.of(
            "alice", secret("alice-secret-12"),
            "tgtuser", secret("target-secret-34"),
            "dalice", secret("d-alice-secret"),
            "dtarget", secret("d-target-secret"));

    /// @param accepted whether the other end went on
    private record Proof(String where, ChapAlgorithm algorithm, boolean right, boolean accepted, boolean fromTarget) {}

    private final List<Proof> proofs;

    CapturedChapTest() throws IOException {
        proofs = proofs();
    }

    @Test
    void what_was_accepted_is_right() {
        assertThat(proofs).filteredOn(p -> p.accepted).isNotEmpty().allMatch(Proof::right);
    }

    /// Other reasons to refuse a right response: tgt never takes SHA-256, istgt wanted mutual CHAP, and an
    /// initiator may know another secret of the target.
    @Test
    void what_was_wrong_is_wrong_here_too() {
        assertThat(proofs).filteredOn(p -> !p.right).hasSizeGreaterThan(5).allMatch(p -> !p.accepted);
    }

    @Test
    void all_algorithms_and_both_directions_occur() {
        Set<ChapAlgorithm> here = EnumSet.noneOf(ChapAlgorithm.class);
        Set<ChapAlgorithm> there = EnumSet.noneOf(ChapAlgorithm.class);
        for (Proof proof : proofs) {
            if (proof.right) {
                (proof.fromTarget ? there : here).add(proof.algorithm);
            }
        }
        assertThat(here).containsExactlyInAnyOrder(ChapAlgorithm.values());
        assertThat(there).containsExactlyInAnyOrder(ChapAlgorithm.values());
    }

    private static List<Proof> proofs() throws IOException {
        List<Proof> proofs = new ArrayList<>();
        for (String name : Capture.names()) {
            Capture capture = Capture.load(name);
            for (int stream : capture.streams()) {
                proofs.addAll(proofs(name + " connection " + stream, logins(capture.rows(stream))));
            }
        }
        return proofs;
    }

    private static List<JsonNode> logins(List<JsonNode> rows) {
        return rows.stream()
                .filter(row -> opcode(row) == REQUEST || opcode(row) == RESPONSE)
                .toList();
    }

    private static List<Proof> proofs(String where, List<JsonNode> logins) {
        List<Proof> proofs = new ArrayList<>();
        Optional<ChapAlgorithm> algorithm = Optional.empty();
        Optional<ChapChallenge> open = Optional.empty();
        for (int i = 0; i < logins.size(); i++) {
            JsonNode row = logins.get(i);
            List<KeyValue> pairs = pairs(row);
            boolean fromTarget = opcode(row) == RESPONSE;
            if (fromTarget && row.get("text").has("CHAP_A")) {
                algorithm = ChapAlgorithm.of(
                        Long.parseLong(row.get("text").get("CHAP_A").stringValue()));
            }
            if (row.get("text").has("CHAP_R")) {
                Secret secret =
                        SECRETS.getOrDefault(row.get("text").get("CHAP_N").stringValue(), secret("nobody"));
                boolean right = open.orElseThrow().isProved(pairs, secret);
                proofs.add(new Proof(where, algorithm.orElseThrow(), right, goesOn(logins, i), fromTarget));
            }
            open = row.get("text").has("CHAP_C")
                    ? Optional.of(ChapChallenge.read(algorithm.orElseThrow(), pairs))
                    : Optional.empty();
        }
        return proofs;
    }

    /// True when the next login PDU is there and no refusal.
    private static boolean goesOn(List<JsonNode> logins, int at) {
        if (at + 1 == logins.size()) {
            return false;
        }
        return logins.get(at + 1).path("class").asInt(0) == 0;
    }

    private static List<KeyValue> pairs(JsonNode row) {
        return row.get("text")
                .propertyStream()
                .filter(e -> e.getValue().isString())
                .map(e -> new KeyValue(e.getKey(), e.getValue().stringValue()))
                .toList();
    }

    private static int opcode(JsonNode row) {
        return row.get("opcode").intValue();
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
