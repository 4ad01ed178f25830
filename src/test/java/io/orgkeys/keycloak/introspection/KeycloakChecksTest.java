package io.orgkeys.keycloak.introspection;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that our subclasses of Keycloak's introspection providers pass every token to Keycloak's own checks. So a
 * check that a later Keycloak release adds to its providers also applies in our subclasses.
 */
class KeycloakChecksTest {

    /**
     * The methods that our subclasses override: two only add checks, and {@code transformAccessToken} only limits the
     * claims of an active token.
     */
    private static final Set<String> OVERRIDDEN = Set.of("introspect", "introspectionChecks", "transformAccessToken");

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPackagesOf(ApiKeyIntrospectionProvider.class);

    @Test
    void overridesOnlyMethodsThatAddChecks() {
        Set<String> overridden = subclasses().stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(KeycloakChecksTest::isOverride)
                .map(JavaMethod::getName)
                .collect(Collectors.toSet());
        assertThat(overridden).isEqualTo(OVERRIDDEN);
    }

    @Test
    void callsTheOverriddenMethod() {
        for (JavaClass type : subclasses()) {
            for (JavaMethod method : type.getMethods()) {
                if (isOverride(method)) {
                    assertThat(method.getMethodCallsFromSelf())
                            .as(method.getFullName())
                            .anyMatch(call -> call.getTarget().getName().equals(method.getName())
                                    && call.getTargetOwner().isAssignableTo(AccessTokenIntrospectionProvider.class)
                                    && !call.getTargetOwner().equals(type));
                }
            }
        }
    }

    /**
     * A token from a token exchange has no session, so our code cannot call the method that runs all of Keycloak's
     * checks. For such a token, our code calls those of the checks that need no session, one by one.
     */
    @Test
    void checksTokensWithoutASession() {
        assertThat(CLASSES.get(ApiKeyIntrospectionProvider.class)
                        .getMethod("verifyKeyToken", String.class)
                        .getMethodCallsFromSelf())
                .extracting(call -> call.getTarget().getName())
                .contains("verifyToken", "verifyClient", "verifyAudience", "introspectionChecks");
    }

    private static Set<JavaClass> subclasses() {
        Set<JavaClass> subclasses = CLASSES.stream()
                .filter(type -> type.isAssignableTo(AccessTokenIntrospectionProvider.class)
                        && type.getPackage()
                                .equals(CLASSES.get(ApiKeyIntrospectionProvider.class)
                                        .getPackage()))
                .collect(Collectors.toSet());
        assertThat(subclasses).hasSize(3);
        return subclasses;
    }

    private static boolean isOverride(JavaMethod method) {
        return !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                && Arrays.stream(AccessTokenIntrospectionProvider.class.getDeclaredMethods())
                        .anyMatch(keycloaks -> keycloaks.getName().equals(method.getName()));
    }
}
