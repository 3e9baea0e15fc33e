package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.initiator.IscsiUrl;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// iSCSI URLs; a secret in one is neither printed nor part of a refusal.
final class UrlFuzz implements Decoder {
    private static final String SECRET = "Zq8wZq8wZq8w";
    private static final Pattern IN_ITS_PLACE = Pattern.compile("^iscsi://[^/?@]*[%:]" + SECRET + "@");
    private static final List<String> HOSTS =
            List.of("10.0.3.4", "[fd00::4]", "array.example", "[fe80::1%25eth0]", "::1", "", "h:1:2");
    private static final List<String> ARGUMENTS = List.of(
            "header_digest=crc32c",
            "data_digest=none",
            "target_user=t",
            "target_password=" + SECRET,
            "chap=SHA-256,MD5",
            "iser",
            "x=y",
            "=",
            "chap=",
            "header_digest");

    @Override
    public String name() {
        return "url";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                bytes("iscsi://10.0.3.4/iqn.2026-01.io.example:disk/0"),
                bytes("iscsi://alice%" + SECRET
                        + "@[fd00::4]:3261/iqn.2026-01.io.example%3adisk/16383?header_digest=crc32c"),
                bytes("iscsi://alice:" + SECRET + "@array.example:860/eui.0123456789abcdef/1?target_user=t&chap=MD5"));
    }

    @Override
    public List<String> words() {
        return List.of("iscsi://", "%", "@", "/", "?", "&", ":", "[", "]", "%3a", "%", "iqn.", SECRET, "99999", "-1");
    }

    @Override
    public String decode(byte[] input) throws IscsiException {
        String text = new String(input, StandardCharsets.UTF_8);
        boolean clear = IN_ITS_PLACE.matcher(text).find() && text.indexOf(SECRET) == text.lastIndexOf(SECRET);
        try {
            IscsiUrl url = IscsiUrl.parse(text);
            check(clear, url.toString());
            url.request();
            return url.digests().size() + " " + url.algorithms().size()
                    + url.own().secret().isPresent();
        } catch (IllegalArgumentException | IscsiException e) {
            check(clear, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /// @param clear the secret is in its place, so nobody takes it for something else
    private static void check(boolean clear, String text) {
        if (clear && text.contains(SECRET)) {
            throw new AssertionError("the secret is in \"" + text + "\"");
        }
    }

    @Override
    public boolean refuses(Exception thrown) {
        return thrown instanceof IllegalArgumentException || thrown instanceof IscsiException;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        StringBuilder url = new StringBuilder("iscsi://");
        if (random.nextBoolean()) {
            url.append(random.nextInt(4) == 0 ? "" : "alice")
                    .append(random.nextBoolean() ? "%" : ":")
                    .append(SECRET)
                    .append('@');
        }
        url.append(HOSTS.get(random.nextInt(HOSTS.size())));
        url.append(random.nextBoolean() ? ":" + random.nextInt(70_000) : "");
        url.append("/iqn.2026-01.io.example:")
                .append(random.nextInt())
                .append('/')
                .append(random.nextInt(20_000));
        for (int i = random.nextInt(4); i > 0; i--) {
            url.append(url.indexOf("?") < 0 ? '?' : '&').append(ARGUMENTS.get(random.nextInt(ARGUMENTS.size())));
        }
        return bytes(url.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
