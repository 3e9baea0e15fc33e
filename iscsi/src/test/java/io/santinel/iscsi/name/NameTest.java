package io.santinel.iscsi.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
    @Test
    void serial_numbers_wrap_around() {
        assertThat(Serial.lessThan(0xffff_fff0, 3)).isTrue();
        assertThat(Serial.lessThan(3, 0xffff_fff0)).isFalse();
        assertThat(Serial.lessThan(0x7fff_ffff, 0x8000_0000)).isTrue();
        assertThat(Serial.max(0xffff_ffff, 0)).isZero();
    }

    @Test
    void numbers_half_the_circle_apart_have_no_order() {
        assertThat(Serial.lessThan(0, 0x8000_0000)).isFalse();
        assertThat(Serial.lessThan(0x8000_0000, 0)).isFalse();
    }

    @Test
    void a_window_that_ends_before_it_begins_holds_nothing() {
        assertThat(Serial.within(5, 5, 5)).isTrue();
        assertThat(Serial.within(0, 0xffff_fffe, 2)).isTrue();
        assertThat(Serial.within(5, 5, 4)).isFalse();
        assertThat(Serial.within(4, 5, 4)).isFalse();
    }

    @Property
    void an_order_holds_one_way_only(@ForAll int a, @ForAll @IntRange(min = 1) int step) {
        assertThat(Serial.lessThan(a, a + step)).isTrue();
        assertThat(Serial.lessThan(a + step, a)).isFalse();
    }

    @Property
    void a_lun_comes_back_from_its_eight_bytes(@ForAll @IntRange(max = Lun.MAX) int number) {
        assertThat(Lun.number(Lun.bits(number))).hasValue(number);
        assertThat(Lun.text(Lun.bits(number))).isEqualTo(Integer.toString(number));
    }

    @Test
    void luns_stand_where_sam_has_them() {
        assertThat(Lun.bits(1)).isEqualTo(0x0001_0000_0000_0000L);
        assertThat(Lun.bits(256)).isEqualTo(0x4100_0000_0000_0000L);
        assertThat(Lun.number(0x4001_0000_0000_0000L)).hasValue(1);
        assertThat(Lun.number(0xc101_0000_0000_0000L)).isEmpty();
        assertThat(Lun.number(0x0001_0002_0000_0000L)).isEmpty();
        assertThat(Lun.number(0x0101_0000_0000_0000L)).isEmpty();
        assertThat(Lun.text(0xc101_0000_0000_0000L)).isEqualTo("c101000000000000");
    }

    @Test
    void an_isid_prints_as_open_iscsi_writes_it() {
        assertThat(Isid.ofOui(0x00023d, 1)).hasToString("00023d000001").isEqualTo(Isid.parse("00023d000001"));
        assertThat(Isid.ofRandom(0x123456, 0xabcd)).hasToString("80123456abcd");
        assertThatThrownBy(() -> Isid.parse("00023d")).hasMessageContaining("12 hexadecimal digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iqn.2016-04.test.lab:a",
                "iqn.2001-04.com.example",
                "iqn.2007-10.com.github:sahlberg:libiscsi:iscsi-inq",
                "eui.02004567a425678d",
                "naa.52004567ba64678d",
                "naa.62004567ba64678d0123456789abcdef"
            })
    void names_of_the_three_kinds_are_taken(String name) {
        assertThat(new IscsiName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "disk",
                "iqn.2016-13.test:a",
                "iqn.16-04.test:a",
                "iqn.2016-04.test:a b",
                "iqn.2016-04.test:a/b",
                "iqn.2016-04.test:a,b",
                "eui.0200",
                "eui.02004567a425678g",
                "naa.52004567ba64678d0"
            })
    void what_is_no_name_is_refused_and_quoted(String name) {
        assertThatThrownBy(() -> new IscsiName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\"");
    }

    @Test
    void spellings_of_one_name_are_equal() {
        assertThat(new IscsiName("IQN.2016-04.Test.Lab:A")).isEqualTo(new IscsiName("iqn.2016-04.test.lab:a"));
        assertThat(new IscsiName("iqn.2016-04.test:\uff21")).isEqualTo(new IscsiName("iqn.2016-04.test:a"));
    }

    @Test
    void a_name_has_at_most_223_bytes() {
        String longest = "iqn.2016-04.test:" + "a".repeat(223 - 17);
        assertThat(new IscsiName(longest).text()).hasSize(223);
        assertThatThrownBy(() -> new IscsiName(longest + "a")).hasMessageContaining("223");
    }
}
