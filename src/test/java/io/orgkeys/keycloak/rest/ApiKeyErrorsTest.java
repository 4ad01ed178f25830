package io.orgkeys.keycloak.rest;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.orgkeys.keycloak.model.ApiKeyException;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.representation.ProblemRepresentation;
import io.orgkeys.keycloak.rest.ApiKeyErrors.Problem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyErrorsTest {

    @Test
    void everyRefusalHasAProblemDocumentAndNothingElseHas() {
        List<String> refusals = new ClassFileImporter()
                .importPackages("io.orgkeys.keycloak").stream()
                        .filter(type -> type.isAssignableTo(ApiKeyException.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(refusals).hasSizeGreaterThanOrEqualTo(9);
        assertThat(ApiKeyErrors.PROBLEMS.keySet())
                .extracting(Class::getName)
                .containsExactlyInAnyOrderElementsOf(refusals);
    }

    @Test
    void everyCodeIsOneSnakeCaseWordWithAStatusThatBlamesTheCallerOrAsksForPatience() {
        assertThat(ApiKeyErrors.PROBLEMS.values()).allSatisfy(problem -> {
            assertThat(problem.code()).matches("[a-z]+(_[a-z]+)*");
            assertThat(problem.status())
                    .satisfiesAnyOf(
                            s -> assertThat(s).isBetween(400, 499),
                            s -> assertThat(s).isEqualTo(503));
            assertThat(problem.title()).isNotBlank().doesNotEndWith(".");
        });
        assertThat(ApiKeyErrors.PROBLEMS.values()).extracting(Problem::code).doesNotHaveDuplicates();
    }

    @Test
    void aProblemHasErrorsOnlyWhenThereAreSome() {
        assertThat(ProblemRepresentation.of(404, "key_not_found", "API key not found", "None.", List.of(), "None."))
                .isEqualTo(new ProblemRepresentation(
                        "urn:orgkeys:problem:key_not_found",
                        "API key not found",
                        404,
                        "None.",
                        "key_not_found",
                        null,
                        "None."));
        assertThat(ProblemRepresentation.of(400, "a", "A", "B.", List.of(new FieldError("name", "C.")), "name: C.")
                        .errors())
                .containsExactly(new ProblemRepresentation.FieldErrorRepresentation("name", "C."));
    }
}
