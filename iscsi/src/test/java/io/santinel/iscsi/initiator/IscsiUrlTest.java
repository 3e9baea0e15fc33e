package io.santinel.iscsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.initiator.IscsiUrl.Account;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IscsiUrlTest {
    private static final String TARGET = "iqn.2026-01.io.example:disk";

    @ParameterizedTest
    @CsvSource({
        "server/" + TARGET + "/1, server:3260, 1",
        "127.0.0.1:3261/" + TARGET + "/0, 127.0.0.1:3261, 0",
        "[fec0:2727::3]:3260/" + TARGET + "/16383, '[fec0:2727::3]:3260', 16383",
        "[::1]/" + TARGET + "/07, '[::1]:3260', 7",
        "user%secret@server/" + TARGET + "/1?header_digest=none, server:3260, 1",
        "server/iqn%2e2026-01.io.example%3Adisk/1, server:3260, 1"
    })
    void portal_target_and_lun_are_read(String rest, String portal, int lun) {
        IscsiUrl url = IscsiUrl.parse("iscsi://" + rest);
        assertThat(url.portal()).hasToString(portal);
        assertThat(url.target()).isEqualTo(new IscsiName(TARGET));
        assertThat(url.lun()).isEqualTo(lun);
    }

    @ParameterizedTest
    @CsvSource({
        "ronnie%password@, ronnie, password",
        "ronnie:password@, ronnie, password",
        "ronnie@, ronnie, ''",
        "%password@, '', password",
        "ronnie%pass%41/w:rd@, ronnie, pass%41/w:rd",
        "'', '', ''"
    })
    void user_and_secret_stand_before_the_at_sign_as_they_are(String before, String name, String secret) {
        IscsiUrl url = IscsiUrl.parse("iscsi://" + before + "server/" + TARGET + "/1");
        assertThat(url.own().name().orElse("")).isEqualTo(name);
        assertThat(text(url.own().secret())).isEqualTo(secret);
        assertThat(url.hasSecret()).isEqualTo(!secret.isEmpty());
    }

    @Test
    void arguments_ask_for_digests_algorithms_and_a_proof_of_the_target() throws IscsiException {
        SessionRequest request = IscsiUrl.parse("iscsi://me%mysecret@server/" + TARGET
                        + "/1?target_user=disk&target_password=its&header_digest=crc32c&data_digest=none"
                        + "&chap=SHA-256,MD5")
                .request();
        assertThat(request.portal()).isEqualTo(new Portal("server", 3260));
        assertThat(request.wishes().of(Key.HEADER_DIGEST)).isEqualTo("CRC32C");
        assertThat(request.wishes().of(Key.DATA_DIGEST)).isEqualTo("None");
        InitiatorAuthentication chap = request.authentication().orElseThrow();
        assertThat(chap.own().name()).isEqualTo("me");
        assertThat(chap.target())
                .hasValueSatisfying(target -> assertThat(target.name()).isEqualTo("disk"));
        assertThat(chap.algorithms()).containsExactly(ChapAlgorithm.SHA_256, ChapAlgorithm.MD5);
    }

    @Test
    void the_environment_fills_in_what_the_url_leaves_out_and_changes_nothing_else() throws IscsiException {
        Map<String, String> environment = Map.of(
                "LIBISCSI_CHAP_USERNAME",
                "other",
                "LIBISCSI_CHAP_PASSWORD",
                "fromthere",
                "LIBISCSI_CHAP_TARGET_USERNAME",
                "disk",
                "LIBISCSI_CHAP_TARGET_PASSWORD",
                "itssecret");
        InitiatorAuthentication chap =
                plain("me@").or(environment).request().authentication().orElseThrow();
        assertThat(chap.own().name()).isEqualTo("me");
        assertThat(text(Optional.of(chap.own().secret()))).isEqualTo("fromthere");
        assertThat(text(chap.target().map(target -> target.secret()))).isEqualTo("itssecret");
        assertThat(text(plain("me%mine@").or(environment).own().secret())).isEqualTo("mine");
        assertThat(plain("")
                        .or(Map.of("LIBISCSI_CHAP_PASSWORD", "meantforanother"))
                        .request()
                        .authentication())
                .isEmpty();
        IscsiUrl fromFile = plain("me@").or(new Account(Optional.empty(), Optional.of(secret("infile"))), Account.NONE);
        assertThat(text(fromFile.or(environment).own().secret())).isEqualTo("infile");
    }

    @Test
    void half_of_an_account_is_an_error_and_not_a_login_without_chap() {
        assertThatThrownBy(() -> plain("me@").request())
                .isInstanceOfSatisfying(
                        IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVAL))
                .hasMessageContaining("\"me\" has no secret");
        IscsiUrl proof = IscsiUrl.parse("iscsi://h/" + TARGET + "/0?target_user=a&target_password=b");
        assertThatThrownBy(proof::request)
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining("needs a user before the @");
    }

    @Test
    void a_url_prints_no_secret() {
        IscsiUrl url = IscsiUrl.parse("iscsi://me%hush@[::1]:3261/" + TARGET + "/2?target_user=a&target_password=hush");
        assertThat(url).hasToString("iscsi://me@[::1]:3261/" + TARGET + "/2");
        assertThat(url.own().toString() + url.proof()).doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://server/x/1|http://: want iscsi://[USER@]HOST",
                "server|no iSCSI URL: want iscsi://",
                "iscsi://|iSCSI URL: want iscsi://",
                "iscsi://hush%hush@server|iSCSI URL to server: want",
                "iscsi://server/" + TARGET + "|want iscsi://[USER@]HOST[:PORT]/TARGET/LUN",
                "iscsi://server/" + TARGET + "/|LUN \"\": want a number",
                "iscsi://server/" + TARGET + "/1/2|want iscsi://",
                "iscsi://server/" + TARGET + "/one|LUN \"one\": want a number from 0 to 16383",
                "iscsi://server/" + TARGET + "/16384|LUN \"16384\"",
                "iscsi://server:port/" + TARGET + "/1|the port is not a number",
                "iscsi://server/disk/1|iSCSI name \"disk\"",
                "iscsi://server/" + TARGET + "/1?header_digest=md5|header_digest=md5: want crc32c or none",
                "iscsi://server/" + TARGET + "/1?header_digets=crc32c|unknown argument \"header_digets\"",
                "iscsi://server/" + TARGET + "/1?iser|there is only TCP here",
                "iscsi://server/" + TARGET + "/1?chap=MD4|CHAP algorithm \"MD4\": want some of MD5"
            })
    void what_is_no_url_is_said_in_a_line_without_secrets(String text, String message) {
        assertThatThrownBy(() -> IscsiUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hush")
                .hasMessageNotContaining("\n");
    }

    private static IscsiUrl plain(String before) {
        return IscsiUrl.parse("iscsi://" + before + "server/" + TARGET + "/1");
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Optional<Secret> secret) {
        return secret.map(held -> new String(held.reveal(), StandardCharsets.UTF_8))
                .orElse("");
    }
}
