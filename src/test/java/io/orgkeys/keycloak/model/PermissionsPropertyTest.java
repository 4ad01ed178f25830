package io.orgkeys.keycloak.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the set operations of {@link Permissions} on large sets of random permissions. {@link PermissionsTest} checks
 * all subsets of four permissions.
 */
class PermissionsPropertyTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Generates permissions. Most names are from a short list, so that the sets overlap. */
    @Provide
    static Arbitrary<Permission> some() {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of("stats", "files", "domains", "a", "A", "a.b", "a-b", "a_b")),
                Tuple.of(
                        1,
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars("._-")
                                .ofMaxLength(64)
                                .filter(Permission::isName)));
        return Combinators.combine(names, names).as(Permission::new);
    }

    @Provide
    static Arbitrary<Permissions> sets() {
        return some().list().ofMaxSize(20).map(Permissions::of);
    }

    @Property
    void intersectionAndDifferenceMakeTheWhole(@ForAll("sets") Permissions a, @ForAll("sets") Permissions b) {
        Permissions common = a.intersect(b);
        Permissions rest = a.minus(b);
        assertThat(common.intersect(rest).isEmpty()).isTrue();
        assertThat(common.size() + rest.size()).isEqualTo(a.size());
        List<Permission> both = new ArrayList<>(common.stream().toList());
        both.addAll(rest.stream().toList());
        assertThat(Permissions.of(both)).isEqualTo(a);
    }

    /**
     * The effective permissions are the granted permissions that are in the catalog and that the owner is entitled to.
     * The order of the intersections does not matter.
     */
    @Property
    void theEffectivePermissionsAreTheIntersectionInAnyOrder(
            @ForAll("sets") Permissions granted,
            @ForAll("sets") Permissions catalog,
            @ForAll("sets") Permissions entitled) {
        Permissions effective = granted.intersect(catalog).intersect(entitled);
        assertThat(granted.covers(effective)).isTrue();
        assertThat(catalog.covers(effective)).isTrue();
        assertThat(entitled.covers(effective)).isTrue();
        assertThat(effective).isEqualTo(entitled.intersect(granted).intersect(catalog));
        assertThat(effective.intersect(granted)).isEqualTo(effective);
        assertThat(effective.minus(granted).isEmpty()).isTrue();
        assertThat(granted.minus(effective).covers(effective)).isEqualTo(effective.isEmpty());
    }

    @Property
    void fewerEntitlementsNeverGrantMore(
            @ForAll("sets") Permissions granted, @ForAll("sets") Permissions a, @ForAll("sets") Permissions b) {
        Permissions less = a.intersect(b);
        assertThat(granted.intersect(a).covers(granted.intersect(less))).isTrue();
        assertThat(granted.minus(less).covers(granted.minus(a))).isTrue();
    }

    @Property
    void convertsToAScopeAndBack(@ForAll("sets") Permissions permissions) {
        assertThat(Permissions.ofScope(permissions.toScope())).isEqualTo(permissions);
        assertThat(permissions.stream().map(Permission::scope).map(Permission::parse))
                .allMatch(Optional::isPresent);
    }

    @Property
    void convertsToJsonAndBack(@ForAll("sets") Permissions permissions) throws IOException {
        byte[] json = MAPPER.writeValueAsBytes(permissions.toMap());
        assertThat(Permissions.of(MAPPER.readValue(json, new TypeReference<Map<String, List<String>>>() {})))
                .isEqualTo(permissions);
    }

    /**
     * A text with a wildcard, another separator or another letter case is either not a permission or a different
     * permission.
     */
    @Property
    void parsesAScopeTokenCompletelyOrNotAtAll(@ForAll String text) {
        assertThat(Permission.parse(text).map(Permission::scope).orElse(text)).isEqualTo(text);
        assertThat(Permissions.ofScope(text).stream().map(Permission::scope)).isSubsetOf(List.of(text.split(" ")));
    }
}
