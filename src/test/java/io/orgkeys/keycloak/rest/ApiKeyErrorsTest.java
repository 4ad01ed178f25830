package io.orgkeys.keycloak.rest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.ProblemRepresentation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyErrorsTest {

    private static List<Refusal> refusals() {
        List<Refusal> all = new ArrayList<>(List.of(KeyRefusal.values()));
        all.addAll(List.of(RequestRefusal.values()));
        return all;
    }

    @Test
    void everyRefusalHasASnakeCaseCodeAStatusAndTexts() {
        assertThat(refusals()).hasSizeGreaterThanOrEqualTo(9).allSatisfy(refusal -> {
            assertThat(refusal.code()).matches("[a-z]+(_[a-z]+)*");
            assertThat(refusal.status())
                    .satisfiesAnyOf(
                            s -> assertThat(s).isBetween(400, 499),
                            s -> assertThat(s).isEqualTo(503));
            assertThat(refusal.title()).isNotBlank().doesNotEndWith(".");
            assertThat(refusal.detail()).isNotBlank().endsWith(".");
        });
        assertThat(refusals()).extracting(Refusal::code).doesNotHaveDuplicates();
    }

    @Test
    void everyCodeIsDocumented() throws IOException {
        StringBuilder pages = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("docs"), "*.md")) {
            for (Path file : files) {
                pages.append(Files.readString(file));
            }
        }
        assertThat(refusals()).allSatisfy(refusal -> assertThat(pages).contains("`" + refusal.code() + "`"));
    }

    @Test
    void theDetailOfAnExceptionReplacesThatOfTheRefusal() {
        String detail = "It has changed since you read it. Read it again, then repeat your change.";
        assertThat(ApiKeyErrors.problem(RequestRefusal.STALE_VERSION.exception()))
                .isEqualTo(ProblemRepresentation.of(412, "stale_version", "Stale version", detail, List.of(), detail));
        assertThat(ApiKeyErrors.problem(RequestRefusal.FORBIDDEN.exception("You may not."))
                        .detail())
                .isEqualTo("You may not.");
    }

    @Test
    void anOutageIsReportedWithoutItsReason() {
        StoreUnavailableException outage = new StoreUnavailableException("for the log", null);
        assertThat(outage).hasMessage("for the log");
        assertThat(outage.retryAfter().seconds()).isOne();
        assertThat(ApiKeyErrors.problem(outage).toString())
                .contains("Keycloak cannot verify the API key right now. Try again later.")
                .doesNotContain("for the log");
    }

    @Test
    void reportsAllErrorsAndTheFirstTenInOneLine() {
        List<FieldError> errors = IntStream.rangeClosed(1, 12)
                .mapToObj(i -> new FieldError("f" + i, FieldErrorCode.TOO_LONG, i))
                .toList();
        ProblemRepresentation problem = ApiKeyErrors.problem(new InvalidInputException(errors));
        assertThat(problem.detail()).isEqualTo("The request has errors. See \"errors\" for each of them.");
        assertThat(problem.errors()).hasSize(12);
        assertThat(problem.errorMessage())
                .startsWith("f1: Must have at most 1 characters.; f2: ")
                .endsWith(" 10 characters.; and 2 more.");
    }

    @Test
    void aProblemWithoutErrorsOmitsTheField() {
        assertThat(ProblemRepresentation.of(404, "key_not_found", "API key not found", "None.", List.of(), "None."))
                .isEqualTo(new ProblemRepresentation(
                        "urn:orgkeys:problem:key_not_found",
                        "API key not found",
                        404,
                        "None.",
                        "key_not_found",
                        null,
                        "None."));
    }

    @Test
    void anErrorOfAFieldHasItsTextAndWhatATranslationNeeds() {
        FieldError error = new FieldError("name", FieldErrorCode.TOO_LONG, 255);
        assertThat(ProblemRepresentation.of(400, "a", "A", "B.", List.of(error), "C.")
                        .errors())
                .containsExactly(new ProblemRepresentation.FieldErrorRepresentation(
                        "name", "Must have at most 255 characters.", "tooLong", List.of("255")));
    }
}
