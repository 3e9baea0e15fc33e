package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.TargetAddress;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Answers to SendTargets, the addresses in them and in redirects, names and portals.
final class DiscoveryFuzz implements Decoder {
    private static final List<String> HOSTS = List.of(
            "10.0.3.4", "[fd00::4]", "fe80::1%eth0", "[fe80::1%eth0]", "array.example", "0.0.0.0", "", "[", "[]", "::");

    @Override
    public String name() {
        return "discovery";
    }

    @Override
    public List<byte[]> seeds() {
        return Traffic.data(opcode -> opcode == Opcode.TEXT_RESPONSE.code() || opcode == Opcode.LOGIN_RESPONSE.code());
    }

    @Override
    public List<String> words() {
        return List.of(
                "TargetName=", "TargetAddress=", "\0", ",1", ":3260", ",65536", "iqn.2026-01.io.example:", "eui.");
    }

    @Override
    public String decode(byte[] input) {
        List<KeyValue> pairs = Text.parse(ByteBuffer.wrap(input));
        List<DiscoveredTarget> targets = DiscoveredTarget.parse(pairs);
        List<KeyValue> again = new ArrayList<>();
        targets.forEach(target -> again.addAll(target.pairs()));
        if (!DiscoveredTarget.parse(again).equals(targets)) {
            throw new AssertionError(targets + " became " + DiscoveredTarget.parse(again));
        }
        StringBuilder outcome = new StringBuilder().append(targets.size());
        for (KeyValue pair : pairs) {
            outcome.append(named(pair.value())).append(placed(pair.value()));
        }
        return outcome.toString();
    }

    private static char named(String text) {
        try {
            return new IscsiName(text).text().isEmpty() ? '0' : 'n';
        } catch (IllegalArgumentException _) {
            return '-';
        }
    }

    private static char placed(String text) {
        try {
            Portal portal = Portal.parse(text);
            if (!Portal.parse(portal.toString()).equals(portal)) {
                throw new AssertionError(portal + " became " + Portal.parse(portal.toString()));
            }
            TargetAddress.parse(text);
            return 'p';
        } catch (IllegalArgumentException | ProtocolViolation _) {
            return '-';
        }
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof ProtocolViolation;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (random.nextInt(3) == 0) {
                text.append("TargetName=iqn.2026-01.io.example:").append(random.nextInt(4));
            } else {
                text.append("TargetAddress=")
                        .append(HOSTS.get(random.nextInt(HOSTS.size())))
                        .append(random.nextBoolean() ? ":" + random.nextInt(70_000) : "")
                        .append(random.nextBoolean() ? "," + random.nextInt(70_000) : "");
            }
            text.append('\0');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long memory(int length) {
        return 1024 * 1024 + 1024L * length; // four bytes of text may be a pair
    }
}
