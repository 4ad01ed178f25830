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

/** Every link from one page of the documentation to another, to a heading, a file or a picture leads somewhere. */
class LinksTest {

    private static final Pattern CODE = Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.+?) *$", Pattern.MULTILINE);
    private static final Pattern ELSEWHERE = Pattern.compile("^[a-z]+:.*");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
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

    /** Who reads the README finds everything. */
    @Test
    void theReadmeLinksEveryPage() throws IOException {
        Path readme = Path.of("README.md");
        Set<Path> linked = new TreeSet<>();
        LINK.matcher(Files.readString(readme))
                .results()
                .forEach(link -> linked.add(sibling(readme, link.group(1).replaceFirst("#.*", ""))));
        List<Path> pages = pages();
        pages.remove(readme);
        pages.removeIf(page -> !page.startsWith("docs") && page.getNameCount() > 1);
        assertThat(linked).containsAll(pages);
    }

    private static Path sibling(Path page, String path) {
        return page.resolveSibling(path).normalize();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String directory : List.of("docs", "docker", "examples")) {
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

    /** The anchors of a page, as they are made of its headings where repositories are shown. */
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
