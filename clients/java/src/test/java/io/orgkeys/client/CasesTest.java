package io.orgkeys.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the cases that all libraries share. */
class CasesTest {

    private static final Path CASES = Path.of(System.getProperty("cases", "../cases"));
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TestFactory
    Stream<DynamicContainer> passesTheCasesOfAllLibraries() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(CASES)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(5);
        return files.stream().map(CasesTest::container);
    }

    private static DynamicContainer container(Path file) {
        try {
            JsonNode cases = MAPPER.readTree(file.toFile()).get("cases");
            return DynamicContainer.dynamicContainer(
                    file.getFileName().toString(),
                    StreamSupport.stream(cases.spliterator(), false)
                            .map(each ->
                                    DynamicTest.dynamicTest(each.get("name").asText(), () -> new Run(each).run())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Run {

        private final JsonNode steps;
        private final KeyCache cache;
        private final Map<String, Poll> polls = new HashMap<>();
        private final Map<String, Question> questions = new HashMap<>();
        private final Map<String, Requirement> requirements = new HashMap<>();
        /** By the verification that asks: those that share its introspection. */
        private final Map<String, Map<String, Requirement>> joined = new HashMap<>();

        private long clockSteps;

        Run(JsonNode test) {
            onlyFields(test, "name", "limits", "steps");
            JsonNode limits = test.path("limits");
            onlyFields(limits, "entries", "usage");
            steps = test.get("steps");
            cache = new KeyCache(
                    new Limits(
                            limits.path("entries").asInt(Limits.DEFAULT.entries()),
                            Limits.DEFAULT.refusals(),
                            limits.path("usage").asInt(Limits.DEFAULT.usage())),
                    now(0));
        }

        void run() {
            for (JsonNode step : steps) {
                try {
                    run(step, now(step.get("at").asLong()));
                } catch (AssertionError | RuntimeException failure) {
                    throw new AssertionError("in the step " + step + ": " + failure.getMessage(), failure);
                }
            }
        }

        private Now now(long at) {
            return new Now(at, 1_800_000_000_000L + at + clockSteps);
        }

        private void run(JsonNode step, Now now) {
            JsonNode expected = step.path("expect");
            if (step.has("pollBegins")) {
                onlyFields(step, "at", "pollBegins", "expect");
                onlyFields(expected, "since", "usage");
                Poll poll = cache.pollBegins(now);
                polls.put(step.get("pollBegins").asText(), poll);
                if (expected.has("since")) {
                    assertThat(poll.since()).isEqualTo(expected.get("since").asLong());
                }
                if (expected.has("usage")) {
                    JsonNode usage = MAPPER.valueToTree(poll.usage());
                    assertThat(usage).hasToString(expected.get("usage").toString());
                }
            } else if (step.has("pollEnds")) {
                onlyFields(step, "at", "pollEnds", "status", "body");
                Poll poll = polls.remove(step.get("pollEnds").asText());
                cache.pollEnds(poll, step.get("status").asInt(), body(step), now);
            } else if (step.has("verify")) {
                onlyFields(step, "at", "verify", "secret", "address", "permission", "organization", "expect");
                onlyFields(expected, "decision", "asks", "joins");
                verify(step, expected, now);
            } else if (step.has("answer")) {
                onlyFields(step, "at", "answer", "status", "body", "expect");
                onlyFields(expected, "decision", "joined");
                answer(step, expected, now);
            } else if (step.has("clock")) {
                onlyFields(step, "at", "clock");
                clockSteps += step.get("clock").asLong();
            } else {
                onlyFields(step, "at", "expect");
                onlyFields(expected, "cached");
                assertThat(cache.size()).isEqualTo(expected.get("cached").asInt());
            }
        }

        private void verify(JsonNode step, JsonNode expected, Now now) {
            String name = step.get("verify").asText();
            Requirement requirement = requirement(step);
            KeyCache.Step outcome = cache.verify(step.get("secret").asText(), text(step, "address"), requirement, now);
            JsonNode actual;
            if (outcome instanceof KeyCache.Ask ask) {
                questions.put(name, ask.question());
                requirements.put(name, requirement);
                joined.put(name, new LinkedHashMap<>());
                actual = MAPPER.createObjectNode().put("asks", true);
            } else if (outcome instanceof KeyCache.Join join) {
                String asker = questions.entrySet().stream()
                        .filter(question -> question.getValue() == join.question())
                        .findFirst()
                        .orElseThrow()
                        .getKey();
                joined.get(asker).put(name, requirement);
                actual = MAPPER.createObjectNode().put("joins", asker);
            } else {
                actual = MAPPER.createObjectNode().put("decision", ((Decision) outcome).status());
            }
            assertThat(actual).isEqualTo(expected);
        }

        private void answer(JsonNode step, JsonNode expected, Now now) {
            String name = step.get("answer").asText();
            Question question = questions.remove(name);
            Decision decision =
                    cache.answered(question, step.get("status").asInt(), body(step), requirements.remove(name), now);
            assertThat(decision.status()).isEqualTo(expected.get("decision").asInt());
            Map<String, Integer> decisions = new LinkedHashMap<>();
            joined.remove(name)
                    .forEach((other, requirement) -> decisions.put(
                            other,
                            cache.joined(question.answer.join(), requirement).status()));
            JsonNode actual = MAPPER.valueToTree(decisions);
            assertThat(actual).isEqualTo(expected.has("joined") ? expected.get("joined") : MAPPER.createObjectNode());
        }

        private static Requirement requirement(JsonNode step) {
            String permission = text(step, "permission");
            String organization = text(step, "organization");
            Requirement requirement = permission == null ? Requirement.none() : Requirement.permission(permission);
            return organization == null ? requirement : requirement.inOrganization(organization);
        }

        private static @Nullable String text(JsonNode step, String field) {
            return step.has(field) ? step.get(field).asText() : null;
        }

        private static byte @Nullable [] body(JsonNode step) {
            if (!step.has("body")) {
                return null;
            }
            JsonNode body = step.get("body");
            return (body.isTextual() ? body.asText() : body.toString()).getBytes(StandardCharsets.UTF_8);
        }

        private static void onlyFields(JsonNode node, String... names) {
            Iterator<String> fields = node.fieldNames();
            while (fields.hasNext()) {
                assertThat(Set.of(names)).contains(fields.next());
            }
        }
    }
}
