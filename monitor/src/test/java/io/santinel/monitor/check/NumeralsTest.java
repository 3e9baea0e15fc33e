package io.santinel.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NumeralsTest {
    @Test
    void writes_numbers_as_python_does() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/test/fixtures/numerals/python.tsv"))) {
            String[] fields = line.split("\t", -1);
            double value = Double.parseDouble(fields[0]);

            assertThat(Numerals.python(value)).as(fields[0]).isEqualTo(fields[1]);
            assertThat(Numerals.bytes(value)).as(fields[0]).isEqualTo(fields[2]);
            assertThat(Numerals.perfdata(value)).as(fields[0]).isEqualTo(fields[3]);
        }
    }

    @Test
    void writes_rates_for_people_without_exponents() {
        assertThat(Numerals.rate(0)).isEqualTo("0");
        assertThat(Numerals.rate(1 / 60.0)).isEqualTo("0.01667");
        assertThat(Numerals.rate(0.0000123)).isEqualTo("0.0000123");
        assertThat(Numerals.rate(15007.25)).isEqualTo("15007");
        assertThat(Numerals.rate(1e15)).isEqualTo("1000000000000000");
    }
}
