package io.santinel.iscsi.initiator;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.name.Portal;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a logical unit is and how to get there, as libiscsi and QEMU write it:
/// `iscsi://[USER[%SECRET]@]HOST[:PORT]/TARGET/LUN[?ARGUMENT[&ARGUMENT]…]`.
///
/// `HOST` is an IPv6 address in brackets, an IPv4 address or a name. `%XX` stands for a byte in `TARGET` and nowhere
/// else; the first `%` or else `:` before the first `@` ends `USER`, and what follows up to the `@` is the secret as it
/// is. Arguments are `target_user` and `target_password` (mutual CHAP), `header_digest` and `data_digest` (`crc32c` or
/// `none`; libiscsi ignores the second) and `chap` (our own: algorithms in the order of the offer, as `SHA-256,MD5`).
/// An
/// argument that nobody knows is an error here, while libiscsi passes over it.
///
/// It does not print its secrets.
///
/// @param lun 0 to 16383
/// @param own who logs in
/// @param proof who the target has to prove that it is
/// @param digests what the URL says about HeaderDigest and DataDigest, as values of the keys
/// @param algorithms offered for CHAP
public record IscsiUrl(
        Portal portal,
        IscsiName target,
        int lun,
        Account own,
        Account proof,
        Map<Key, String> digests,
        List<ChapAlgorithm> algorithms) {
    private static final String SCHEME = "iscsi://";
    private static final String FORM = "want iscsi://[USER@]HOST[:PORT]/TARGET/LUN";
    private static final Pattern ESCAPE = Pattern.compile("%([0-9a-fA-F]{2})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

    /// A name and its secret, either of which may come from elsewhere.
    public record Account(Optional<String> name, Optional<Secret> secret) {
        public static final Account NONE = new Account(Optional.empty(), Optional.empty());

        static Account of(String name, String secret) {
            return new Account(
                    Optional.of(name).filter(text -> !text.isEmpty()),
                    Optional.of(secret)
                            .filter(text -> !text.isEmpty())
                            .map(text -> Secret.of(text.getBytes(StandardCharsets.UTF_8))));
        }

        /// What is missing here is taken from there.
        public Account or(Account other) {
            return new Account(name.or(other::name), secret.or(other::secret));
        }

        /// None without a name: a secret alone may be meant for another URL.
        private Optional<Credentials> credentials(String whose) throws IscsiException {
            if (name.isPresent() && secret.isEmpty()) {
                throw new IscsiException(
                        ErrorCode.INVAL, "CHAP: " + whose + " \"" + name.get() + "\" has no secret: give it by a file");
            }
            return name.map(text -> new Credentials(text, secret.orElseThrow()));
        }
    }

    public IscsiUrl {
        Lun.bits(lun);
        digests = Map.copyOf(digests);
        algorithms = List.copyOf(algorithms);
    }

    /// Reads a URL.
    ///
    /// @throws IllegalArgumentException when it is none; the message says what is wrong without repeating a secret
    public static IscsiUrl parse(String text) {
        if (!text.startsWith(SCHEME)) {
            int colon = text.indexOf("://");
            throw new IllegalArgumentException(
                    colon < 0 ? "no iSCSI URL: " + FORM : text.substring(0, colon) + "://: " + FORM);
        }
        int mark = text.indexOf('?');
        String place = text.substring(SCHEME.length(), mark < 0 ? text.length() : mark);
        Arguments arguments = new Arguments();
        if (mark >= 0) {
            arguments.read(text.substring(mark + 1));
        }
        int at = place.indexOf('@');
        String[] parts = place.substring(at + 1).split("/", -1);
        if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            // Without an @ what stands there may be an account and its secret.
            String where = at < 0 ? "iSCSI URL" : "iSCSI URL to " + place.substring(at + 1);
            throw new IllegalArgumentException(where + ": " + FORM);
        }
        return new IscsiUrl(
                Portal.parse(parts[0]),
                new IscsiName(decoded(parts[1])),
                number(parts[2]),
                at < 0 ? Account.NONE : account(place.substring(0, at)),
                new Account(arguments.proof.name(), arguments.proof.secret()),
                arguments.digests,
                arguments.algorithms);
    }

    private static Account account(String text) {
        int end = text.indexOf('%') >= 0 ? text.indexOf('%') : text.indexOf(':');
        return end < 0 ? Account.of(text, "") : Account.of(text.substring(0, end), text.substring(end + 1));
    }

    private static int number(String text) {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > Lun.MAX) {
            throw new IllegalArgumentException("iSCSI URL: LUN \"" + text + "\": want a number from 0 to " + Lun.MAX);
        }
        return Integer.parseInt(text);
    }

    private static String decoded(String target) {
        Matcher escape = ESCAPE.matcher(target);
        return escape.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    /// The arguments behind the question mark.
    private static final class Arguments {
        private Account proof = Account.NONE;
        private final Map<Key, String> digests = new EnumMap<>(Key.class);
        private List<ChapAlgorithm> algorithms = List.of(ChapAlgorithm.MD5);

        void read(String text) {
            for (String argument : text.split("&", -1)) {
                int equals = argument.indexOf('=');
                String key = equals < 0 ? argument : argument.substring(0, equals);
                String value = equals < 0 ? "" : argument.substring(equals + 1);
                switch (key) {
                    case "target_user" -> proof = Account.of(value, "").or(proof);
                    case "target_password" -> proof = Account.of("", value).or(proof);
                    case "header_digest" -> digests.put(Key.HEADER_DIGEST, digest(key, value));
                    case "data_digest" -> digests.put(Key.DATA_DIGEST, digest(key, value));
                    case "chap" -> algorithms = ChapAlgorithm.list(value);
                    case "iser" -> throw new IllegalArgumentException("iSCSI URL: iser: there is only TCP here");
                    default ->
                        throw new IllegalArgumentException("iSCSI URL: unknown argument \"" + key
                                + "\": want header_digest, data_digest, target_user, target_password or chap");
                }
            }
        }

        private static String digest(String key, String value) {
            return switch (value) {
                case "crc32c" -> "CRC32C";
                case "none" -> "None";
                default ->
                    throw new IllegalArgumentException("iSCSI URL: " + key + "=" + value + ": want crc32c or none");
            };
        }
    }

    /// It holds a secret, so whoever can see the text has it.
    public boolean hasSecret() {
        return own.secret().isPresent() || proof.secret().isPresent();
    }

    /// The same, with names and secrets from elsewhere where the URL has none.
    public IscsiUrl or(Account otherOwn, Account otherProof) {
        return new IscsiUrl(portal, target, lun, own.or(otherOwn), proof.or(otherProof), digests, algorithms);
    }

    /// The same, with what libiscsi's environment variables `LIBISCSI_CHAP_USERNAME`, `LIBISCSI_CHAP_PASSWORD`,
    /// `LIBISCSI_CHAP_TARGET_USERNAME` and `LIBISCSI_CHAP_TARGET_PASSWORD` say where the URL says nothing.
    public IscsiUrl or(Map<String, String> environment) {
        return or(from(environment, "LIBISCSI_CHAP_"), from(environment, "LIBISCSI_CHAP_TARGET_"));
    }

    private static Account from(Map<String, String> environment, String prefix) {
        return Account.of(
                environment.getOrDefault(prefix + "USERNAME", ""), environment.getOrDefault(prefix + "PASSWORD", ""));
    }

    /// The session that the URL means.
    ///
    /// @throws IscsiException INVAL when a name has no secret, or the target is to prove itself to nobody
    public SessionRequest request() throws IscsiException {
        SessionRequest request = SessionRequest.of(target, portal);
        for (Map.Entry<Key, String> digest : digests.entrySet()) {
            request = request.with(digest.getKey(), digest.getValue());
        }
        Optional<Credentials> mine = own.credentials("user");
        Optional<Credentials> theirs = proof.credentials("target user");
        if (mine.isEmpty() && theirs.isPresent()) {
            throw new IscsiException(ErrorCode.INVAL, "CHAP: a target user needs a user before the @ too");
        }
        return mine.isEmpty() ? request : request.with(new InitiatorAuthentication(mine.get(), theirs, algorithms));
    }

    /// The URL without secrets and arguments.
    @Override
    public String toString() {
        return SCHEME + own.name().map(name -> name + "@").orElse("") + portal + "/" + target + "/" + lun;
    }
}
