package io.orgkeys.keycloak.rest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CsvRowsTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1"})
    void aCellDoesNotBeginAFormula(String value) {
        assertThat(CsvRows.cell(value)).isEqualTo("'" + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CI", "a=1", "2027-01-31T12:00:00Z", "10.0.0.0/8", " =1"})
    void otherCellsDoNotChange(String value) {
        assertThat(CsvRows.cell(value)).isEqualTo(value);
    }

    @Test
    void aMissingValueIsAnEmptyCell() {
        assertThat(CsvRows.cell(null)).isEmpty();
    }
}
