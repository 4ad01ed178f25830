package io.orgkeys.keycloak.rest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CsvRowsTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tA1", "\rA1", "\nA1", "＝1", "－1"})
    void aCellDoesNotBeginAFormula(String value) {
        assertThat(CsvRows.cell(value)).isEqualTo("'" + value);
    }

    /** Spreadsheets of many countries separate cells by semicolons, so a cell can begin within a text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"x;=1+1;y ! x;'=1+1;y", "x;@A1 ! x;'@A1", "x|-1;+2 ! x|'-1;'+2", "=1;=2 ! '=1;'=2", "x;＝1 ! x;'＝1"
            })
    void noPartOfACellBeginsAFormula(String value, String cell) {
        assertThat(CsvRows.cell(value)).isEqualTo(cell);
        assertThat(CsvRows.cell(value.replace(';', '\n'))).isEqualTo(cell.replace(';', '\n'));
        assertThat(CsvRows.cell(value.replace(';', '\t'))).isEqualTo(cell.replace(';', '\t'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CI", "a=1", "2027-01-31T12:00:00Z", "10.0.0.0/8", " =1", "a; b; c", "a;b=c;d"})
    void otherCellsDoNotChange(String value) {
        assertThat(CsvRows.cell(value)).isEqualTo(value);
    }

    @Test
    void aMissingValueIsAnEmptyCell() {
        assertThat(CsvRows.cell(null)).isEmpty();
    }
}
