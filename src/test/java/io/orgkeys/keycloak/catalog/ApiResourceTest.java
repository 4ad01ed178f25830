package io.orgkeys.keycloak.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiResourceTest {

    private static final String LONGEST_NAME = "a".repeat(64);

    @Test
    void acceptsAnOrdinaryDefinition() {
        ApiResource domains = new ApiResource(
                "domains",
                "Manage custom domains",
                Set.of("create", "read", "update", "delete"),
                Map.of("delete", Set.of("org-admin", "domains-api.editor")),
                Set.of("domains-api"));
        assertThat(invalidFields(domains)).isEmpty();
    }

    @Test
    void acceptsADefinitionAtEveryLimit() {
        Set<String> actions = numbered("a", ApiResource.ACTIONS);
        ApiResource largest = new ApiResource(
                LONGEST_NAME,
                "d".repeat(500),
                actions,
                Map.of("a1", with(numbered("r", 49), "r".repeat(511))),
                with(numbered("c", 99), "c".repeat(255)));
        assertThat(invalidFields(largest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1stats", ".stats", "st:ats", "st ats", "st/ats", "st\u00e4ts", "stats\n", "*"})
    void refusesANameThatIsNotAllowedInAScope(String name) {
        assertThat(invalidFields(resource(name, Set.of("read")))).containsExactly("name");
        assertThat(invalidFields(resource("stats", Set.of(name)))).containsExactly("actions");
    }

    @Test
    void refusesASecretInEveryField() {
        String secret = "h0p_bot_" + "a".repeat(38);
        ApiResource revealing = new ApiResource(
                secret, "For " + secret, Set.of(secret), Map.of(secret, Set.of(secret)), Set.of(secret));
        assertThat(invalidFields(revealing)).hasSize(5);
    }

    @Test
    void refusesANameOfMoreThan64Characters() {
        assertThat(invalidFields(resource(LONGEST_NAME + "a", Set.of(LONGEST_NAME + "a"))))
                .containsExactly("name", "actions");
    }

    @Test
    void refusesAResourceWithoutActions() {
        assertThat(invalidFields(resource("stats", Set.of()))).containsExactly("actions");
    }

    @Test
    void refusesMoreThanFiftyActions() {
        assertThat(invalidFields(resource("stats", numbered("a", 51)))).containsExactly("actions");
    }

    @Test
    void refusesActionsThatDifferOnlyInCase() {
        assertThat(invalidFields(resource("stats", Set.of("read", "Read")))).containsExactly("actions");
    }

    @Test
    void refusesADescriptionOfMoreThan500Characters() {
        ApiResource wordy = new ApiResource("stats", "d".repeat(501), Set.of("read"), Map.of(), Set.of());
        assertThat(invalidFields(wordy)).containsExactly("description");
    }

    @Test
    void refusesCharactersThatKeycloakCannotStoreOnEveryDatabase() {
        String emoji = "\ud83d\udd33";
        ApiResource painted = new ApiResource("stats", emoji, Set.of("read"), Map.of(), Set.of(emoji));
        assertThat(invalidFields(painted)).containsExactly("description", "audience");
        assertThat(invalidFields(withRoles(Map.of("read", Set.of(emoji))))).containsExactly("roles.read");
    }

    @Test
    void refusesRolesOfAnUnknownAction() {
        assertThat(invalidFields(withRoles(Map.of("write", Set.of("org-admin")))))
                .containsExactly("roles.write");
        assertThat(invalidFields(withRoles(Map.of("Read", Set.of("org-admin")))))
                .containsExactly("roles.Read");
    }

    @Test
    void refusesEmptyLongOrTooManyRoles() {
        assertThat(invalidFields(withRoles(Map.of("read", Set.of(" "))))).containsExactly("roles.read");
        assertThat(invalidFields(withRoles(Map.of("read", Set.of("r".repeat(512))))))
                .containsExactly("roles.read");
        assertThat(invalidFields(withRoles(Map.of("read", numbered("r", 51))))).containsExactly("roles.read");
    }

    @Test
    void refusesEmptyLongOrTooManyClients() {
        assertThat(invalidFields(withAudience(Set.of("")))).containsExactly("audience");
        assertThat(invalidFields(withAudience(Set.of("c".repeat(256))))).containsExactly("audience");
        assertThat(invalidFields(withAudience(numbered("c", 101)))).containsExactly("audience");
    }

    @Test
    void reportsAllErrorsAtOnce() {
        ApiResource wrong =
                new ApiResource("2x", "d".repeat(501), Set.of("3y"), Map.of("write", Set.of("org-admin")), Set.of(""));
        assertThat(invalidFields(wrong))
                .containsExactlyInAnyOrder("name", "description", "actions", "roles.write", "audience");
    }

    @Test
    void eachActionIsAPermission() {
        assertThat(resource("stats", Set.of("read", "create")).permissions())
                .containsExactly(new Permission("stats", "create"), new Permission("stats", "read"));
    }

    @Test
    void anActionWithoutRolesOrWithAnEmptyListIsOpenToEveryMember() {
        ApiResource resource = new ApiResource(
                "domains",
                null,
                Set.of("read", "delete"),
                Map.of("delete", Set.of("org-admin"), "read", Set.<String>of()),
                Set.of());
        assertThat(resource.rolesFor("delete")).containsExactly("org-admin");
        assertThat(resource.rolesFor("read")).isEmpty();
        assertThat(resource.roles()).containsOnlyKeys("delete");
    }

    @Test
    void onlyTheAudienceServesAResourceIfItHasOne() {
        assertThat(withAudience(Set.of()).isServedBy("any")).isTrue();
        assertThat(withAudience(Set.of("a", "b")).isServedBy("a")).isTrue();
        assertThat(withAudience(Set.of("a", "b")).isServedBy("c")).isFalse();
    }

    @Test
    void copiesTheSetsThatItIsCreatedFrom() {
        Set<String> actions = new HashSet<>(Set.of("read"));
        Set<String> roles = new HashSet<>(Set.of("org-admin"));
        ApiResource resource = new ApiResource("stats", null, actions, Map.of("read", roles), Set.of());
        actions.add("write");
        roles.clear();
        assertThat(resource.actions()).containsExactly("read");
        assertThat(resource.rolesFor("read")).containsExactly("org-admin");
    }

    private static ApiResource resource(String name, Set<String> actions) {
        return new ApiResource(name, null, actions, Map.of(), Set.of());
    }

    private static ApiResource withRoles(Map<String, Set<String>> roles) {
        return new ApiResource("stats", null, Set.of("read"), roles, Set.of());
    }

    private static ApiResource withAudience(Set<String> audience) {
        return new ApiResource("stats", null, Set.of("read"), Map.of(), audience);
    }

    private static Set<String> numbered(String name, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> name + i).collect(Collectors.toSet());
    }

    private static Set<String> with(Set<String> names, String more) {
        Set<String> all = new TreeSet<>(names);
        all.add(more);
        return all;
    }

    private static List<String> invalidFields(ApiResource resource) {
        FieldErrors errors = new FieldErrors();
        resource.validate(errors);
        try {
            errors.throwIfAny();
            return List.of();
        } catch (InvalidInputException e) {
            return e.errors().stream().map(FieldError::field).toList();
        }
    }
}
