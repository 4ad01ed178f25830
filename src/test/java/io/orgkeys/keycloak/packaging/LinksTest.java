package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that every link in the documentation leads to a page, heading, file or picture that exists. */
class LinksTest {

    private static final Pattern CODE = Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.+?) *$", Pattern.MULTILINE);
    private static final Pattern ELSEWHERE = Pattern.compile("^[a-z]+:.*");

    @Test
    void everyLinkHasATarget() throws IOException {
        List<String> broken = new ArrayList<>();
        int found = 0;
        for (Path page : pages()) {
            for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
                String target = link.group(1);
                if (ELSEWHERE.matcher(target).matches()) {
                    continue;
                }
                found++;
                int hash = target.indexOf('#');
                String path = hash < 0 ? target : target.substring(0, hash);
                Path file = path.isEmpty() ? page : sibling(page, path);
                if (!Files.exists(file) || (hash >= 0 && !headings(file).contains(target.substring(hash + 1)))) {
                    broken.add(page + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(found).isGreaterThan(100);
    }

    /** The README links the index, and the index links every page. The menu of the site is generated from the index. */
    @Test
    void theIndexLinksEveryPage() throws IOException {
        Path readme = Path.of("README.md");
        Path index = Path.of("docs", "README.md");
        List<Path> pages = pages();
        pages.removeAll(List.of(readme, index));
        pages.removeIf(page -> !page.startsWith("docs") && page.getNameCount() > 1);
        assertThat(linkedFrom(readme)).contains(index);
        assertThat(linkedFrom(index)).containsAll(pages);
    }

    private static Set<Path> linkedFrom(Path page) throws IOException {
        Set<Path> linked = new TreeSet<>();
        LINK.matcher(Files.readString(page))
                .results()
                .forEach(link -> linked.add(sibling(page, link.group(1).replaceFirst("#.*", ""))));
        return linked;
    }

    private static Path sibling(Path page, String path) {
        return page.resolveSibling(path).normalize();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String directory : List.of("clients", "docs", "docker", "examples", "workshop")) {
            try (Stream<Path> files = Files.walk(Path.of(directory))) {
                files.filter(LinksTest::isPage).forEach(pages::add);
            }
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.filter(LinksTest::isPage).forEach(pages::add);
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md") && !file.toString().contains("node_modules");
    }

    private static String prose(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }

    /**
     * Returns the anchors of a page. Repository hosts and the documentation site create these anchors from the
     * headings.
     */
    private static Set<String> headings(Path page) throws IOException {
        Map<String, Integer> before = new HashMap<>();
        Set<String> anchors = new TreeSet<>();
        for (MatchResult heading : HEADING.matcher(prose(page)).results().toList()) {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int count = Objects.requireNonNull(before.merge(anchor, 1, Integer::sum));
            anchors.add(count == 1 ? anchor : anchor + "-" + (count - 1));
        }
        return anchors;
    }
}
