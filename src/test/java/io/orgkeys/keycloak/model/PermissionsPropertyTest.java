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

/** The laws of permissions, for names of every form, and many of them. {@link PermissionsTest} has all sets of a few. */
class PermissionsPropertyTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Few names of each, so that sets have something in common. */
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
    void whatIsCommonAndWhatIsNotMakeTheWhole(@ForAll("sets") Permissions a, @ForAll("sets") Permissions b) {
        Permissions common = a.intersect(b);
        Permissions rest = a.minus(b);
        assertThat(common.intersect(rest).isEmpty()).isTrue();
        assertThat(common.size() + rest.size()).isEqualTo(a.size());
        List<Permission> both = new ArrayList<>(common.stream().toList());
        both.addAll(rest.stream().toList());
        assertThat(Permissions.of(both)).isEqualTo(a);
    }

    /** Effective is granted, as far as the catalogue has it and the owner may hold it: in whatever order it is cut. */
    @Property
    void nothingThatIsCutAwayComesBack(
            @ForAll("sets") Permissions granted,
            @ForAll("sets") Permissions catalogue,
            @ForAll("sets") Permissions entitled) {
        Permissions effective = granted.intersect(catalogue).intersect(entitled);
        assertThat(granted.covers(effective)).isTrue();
        assertThat(catalogue.covers(effective)).isTrue();
        assertThat(entitled.covers(effective)).isTrue();
        assertThat(effective).isEqualTo(entitled.intersect(granted).intersect(catalogue));
        assertThat(effective.intersect(granted)).isEqualTo(effective);
        assertThat(effective.minus(granted).isEmpty()).isTrue();
        assertThat(granted.minus(effective).covers(effective)).isEqualTo(effective.isEmpty());
    }

    @Property
    void whoeverMayLessGrantsNoMore(
            @ForAll("sets") Permissions granted, @ForAll("sets") Permissions a, @ForAll("sets") Permissions b) {
        Permissions less = a.intersect(b);
        assertThat(granted.intersect(a).covers(granted.intersect(less))).isTrue();
        assertThat(granted.minus(less).covers(granted.minus(a))).isTrue();
    }

    @Property
    void asAScopeTheyAreTheSame(@ForAll("sets") Permissions permissions) {
        assertThat(Permissions.ofScope(permissions.toScope())).isEqualTo(permissions);
        assertThat(permissions.stream().map(Permission::scope).map(Permission::parse))
                .allMatch(Optional::isPresent);
    }

    @Property
    void asJsonTheyAreTheSame(@ForAll("sets") Permissions permissions) throws IOException {
        byte[] json = MAPPER.writeValueAsBytes(permissions.toMap());
        assertThat(Permissions.of(MAPPER.readValue(json, new TypeReference<Map<String, List<String>>>() {})))
                .isEqualTo(permissions);
    }

    /** A wildcard, another separator or another case is no permission, or another one. */
    @Property
    void aScopeTokenIsReadAsAWholeOrNotAtAll(@ForAll String text) {
        assertThat(Permission.parse(text).map(Permission::scope).orElse(text)).isEqualTo(text);
        assertThat(Permissions.ofScope(text).stream().map(Permission::scope)).isSubsetOf(List.of(text.split(" ")));
    }
}
