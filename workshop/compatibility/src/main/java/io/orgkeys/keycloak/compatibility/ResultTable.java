package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The table of the results in a page of the documentation, with a row for each cell. When a row is written, the other
 * rows are kept, so that a cell can be run alone.
 */
final class ResultTable {

    private static final String BEGIN = "<!-- mvn -f workshop/compatibility writes this table -->";
    private static final String END = "<!-- end of the table -->";
    private static final List<String> HEAD =
            List.of("| what | result | took | on | jar | command |", "|---|---|---|---|---|---|");

    private final Path page;
    private final String jar;

    ResultTable(Path page, Path jar) throws IOException {
        this.page = page;
        this.jar = digest(jar).substring(0, 8);
    }

    void put(Cell cell, String result, Duration took) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(page));
        int begin = lines.indexOf(BEGIN);
        int end = lines.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(page + " has no place for the table");
        }
        String command = "| `" + command(cell) + "` |";
        List<String> rows = new ArrayList<>(lines.subList(begin + 1, end).stream()
                .filter(line -> line.startsWith("|") && !HEAD.contains(line) && !line.endsWith(command))
                .toList());
        rows.add("| %s | %s | %d s | %s | `%s` %s"
                .formatted(cell.title(), result, took.toSeconds(), LocalDate.now(ZoneOffset.UTC), jar, command));
        rows.sort(Comparator.comparingInt(ResultTable::position));
        List<String> written = new ArrayList<>(lines.subList(0, begin + 1));
        written.add("");
        written.addAll(HEAD);
        written.addAll(rows);
        written.add("");
        written.addAll(lines.subList(end, lines.size()));
        Files.write(page, written);
    }

    private static String command(Cell cell) {
        return "mvn -f workshop/compatibility -Dcells=" + cell.name();
    }

    /** Returns the position of a row. Rows of cells are in the order of the cells, and other rows are at the end. */
    private static int position(String row) {
        List<Cell> all = Compatibility.all();
        return IntStream.range(0, all.size())
                .filter(i -> row.endsWith("| `" + command(all.get(i)) + "` |"))
                .findFirst()
                .orElse(all.size());
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
