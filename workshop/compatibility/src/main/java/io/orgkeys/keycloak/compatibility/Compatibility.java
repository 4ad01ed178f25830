package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.orgkeys.keycloak.server.Project;

/**
 * Runs the selected cells, prints their results, and writes them to the table of {@code docs/compatibility.md}. Exits
 * with 1 when a check fails.
 *
 * <p>System properties: {@code cells} are the names of the cells, separated by commas, with {@code *} as a wildcard;
 * without this property, all cells run. {@code maven} is the program that downloads other versions of Keycloak. The
 * working directory must be the directory of the provider's project.
 */
public final class Compatibility {

    private static final List<String> ENDS = List.of(KeycloakVersions.OLDEST, KeycloakVersions.NEWEST);

    private static final Logger DATABASES = Logger.getLogger("io.zonky");

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final ResultTable table;
    private final Workshop workshop;

    private Compatibility(ResultTable table, Workshop workshop) {
        this.table = table;
        this.workshop = workshop;
    }

    public static void main(String[] arguments) throws IOException {
        DATABASES.setLevel(Level.WARNING); // hides the output of the databases at their start
        Path jar = Project.jar();
        Workshop workshop = new Workshop(jar, System.getProperty("maven", "mvn"), Path.of("target", "dist"));
        String wanted = System.getProperty("cells", "");
        boolean works = new Compatibility(new ResultTable(Path.of("docs", "compatibility.md"), jar), workshop)
                .run(selected(wanted.isBlank() ? "*" : wanted));
        if (!works) {
            System.exit(1);
        }
    }

    /** Returns all cells in the order of the table. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        KeycloakVersions.all().forEach(version -> cells.add(new ServerCell(version, "postgres", 17)));
        ENDS.forEach(version -> cells.add(new ServerCell(version, "postgres", 25)));
        for (String database : List.of("h2", "mariadb")) {
            ENDS.forEach(version -> cells.add(new ServerCell(version, database, 25)));
        }
        cells.addAll(List.of(new OlderCell("26.6.4"), new OlderCell("26.5.6")));
        cells.addAll(List.of(
                new NewerCell(),
                new ReadOnlyCell(),
                new NoOrganizationsCell(),
                new ExportCell(),
                new UpgradeCell(),
                new RollingUpdateCell(),
                new RemovalCell()));
        return cells;
    }

    private static List<Cell> selected(String names) {
        List<Cell> selected = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            Pattern pattern = Pattern.compile(Pattern.quote(name.strip()).replace("*", "\\E.*\\Q"));
            List<Cell> found = Stream.concat(all().stream(), others(name.strip()))
                    .filter(cell -> pattern.matcher(cell.name()).matches())
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("No cell " + name + ". There are: "
                        + all().stream().map(Cell::name).toList() + ", and any <version>-<database>-<java>");
            }
            selected.addAll(found);
        }
        return selected.stream().distinct().toList();
    }

    /**
     * Returns the cell of a combination of Keycloak, database and Java, such as {@code 26.7.0-h2-25}. Empty for any
     * other name. Most of these combinations run only if their name is in the property {@code cells}.
     */
    private static Stream<Cell> others(String name) {
        String[] parts = name.split("-", -1);
        return parts.length == 3
                        && List.of("h2", "postgres", "mariadb").contains(parts[1])
                        && parts[2].matches("\\d{1,3}")
                ? Stream.of(new ServerCell(parts[0], parts[1], Integer.parseInt(parts[2])))
                : Stream.empty();
    }

    private boolean run(List<Cell> cells) throws IOException {
        boolean works = true;
        for (Cell cell : cells) {
            out.printf("%-20s %s ...%n", cell.name(), cell.title());
            Instant begin = Instant.now();
            String result;
            try {
                result = cell.run(workshop);
            } catch (NotRunException e) {
                result = "not run: " + e.getMessage();
            } catch (Exception | AssertionError e) {
                works = false;
                result = "**does not work**";
                e.printStackTrace(out);
            }
            Duration took = Duration.between(begin, Instant.now());
            out.printf("%-20s %s, %d s%n", "", result, took.toSeconds());
            table.put(cell, result, took);
        }
        return works;
    }
}
