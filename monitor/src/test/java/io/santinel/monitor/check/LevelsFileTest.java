package io.santinel.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelsFileTest {
    @Test
    void reads_pairs_and_what_switches_them_off() {
        Levels levels = LevelsFile.parse("""
                {"open-iscsi_host_stats": {"mactx_frames": [1, 2.5], "macrx_frames": []},
                 "open_iscsi_session_stats": {"eh_abort_cnt": null, "digest_err": [0, 1e-3]}}
                """);

        assertThat(levels.of(CheckType.HOST_STATS))
                .containsEntry("mactx_frames", new Level(1, 2.5))
                .containsEntry("macrx_frames", Level.OFF);
        assertThat(levels.of(CheckType.SESSION_STATS))
                .containsEntry("eh_abort_cnt", Level.OFF)
                .containsEntry("digest_err", new Level(0, 0.001));
        assertThat(levels.of(CheckType.SESSIONS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|levels: want an object",
                "[]|levels: want an object",
                "{|line 1: no JSON",
                "{\"open_iscsi_stats\":{}}|no check is called \"open_iscsi_stats\"",
                "{\"open_iscsi_host_stats\":7}|open_iscsi_host_stats: want an object",
                "{\"open_iscsi_sessions\":{\"state\":[1,2]}}|open_iscsi_sessions has no counter \"state\"",
                "{\"open_iscsi_host_stats\":{\"tcprx_bytes\":[1,2]}}|open_iscsi_host_stats has no counter \"tcprx_bytes\"",
                "{\"open_iscsi_host_stats\":{\"mactx_frames\":[1]}}|open_iscsi_host_stats.mactx_frames: want [warn, crit]",
                "{\"open_iscsi_host_stats\":{\"mactx_frames\":[1,-2]}}|open_iscsi_host_stats.mactx_frames: want a rate",
                "{\"open_iscsi_host_stats\":{\"mactx_frames\":[1,\"x\"]}}|open_iscsi_host_stats.mactx_frames: want a rate",
                "{\"open_iscsi_host_stats\":{\"mactx_frames\":[1,1e999]}}|open_iscsi_host_stats.mactx_frames: want a rate",
                "{\"open_iscsi_host_stats\":{},\"open_iscsi_host_stats\":{}}|no JSON: Duplicate",
            })
    void names_what_is_wrong(String text, String message) {
        assertThatThrownBy(() -> LevelsFile.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
