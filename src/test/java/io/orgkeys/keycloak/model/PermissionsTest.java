package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the set operations of {@link Permissions} with all subsets of four permissions. */
class PermissionsTest {

    private static final List<Permission> UNIVERSE = List.of(
            new Permission("files", "create"),
            new Permission("files", "read"),
            new Permission("stats", "create"),
            new Permission("stats", "read"));

    private static final List<Permissions> ALL = allSets();

    private static List<Permissions> allSets() {
        List<Permissions> sets = new ArrayList<>();
        for (int members = 0; members < 1 << UNIVERSE.size(); members++) {
            List<Permission> set = new ArrayList<>();
            for (int i = 0; i < UNIVERSE.size(); i++) {
                if ((members >> i & 1) == 1) {
                    set.add(UNIVERSE.get(i));
                }
            }
            sets.add(Permissions.of(set));
        }
        return sets;
    }

    @Test
    void coversMeansContainsEach() {
        for (Permissions a : ALL) {
            for (Permissions b : ALL) {
                assertThat(a.covers(b)).isEqualTo(b.stream().allMatch(a::covers));
                assertThat(a.covers(b) && b.covers(a)).isEqualTo(a.equals(b));
            }
        }
    }

    @Test
    void anIntersectionContainsTheCommonPermissions() {
        for (Permissions a : ALL) {
            for (Permissions b : ALL) {
                Permissions both = a.intersect(b);
                for (Permission permission : UNIVERSE) {
                    assertThat(both.covers(permission)).isEqualTo(a.covers(permission) && b.covers(permission));
                }
                assertThat(both).isEqualTo(b.intersect(a));
                for (Permissions c : ALL) {
                    assertThat(both.intersect(c)).isEqualTo(a.intersect(b.intersect(c)));
                }
            }
        }
    }

    @Test
    void aDifferenceContainsTheMissingPermissions() {
        for (Permissions a : ALL) {
            for (Permissions b : ALL) {
                Permissions rest = a.minus(b);
                for (Permission permission : UNIVERSE) {
                    assertThat(rest.covers(permission)).isEqualTo(a.covers(permission) && !b.covers(permission));
                }
                assertThat(rest.isEmpty()).isEqualTo(b.covers(a));
                assertThat(rest.size() + a.intersect(b).size()).isEqualTo(a.size());
            }
        }
    }

    @Test
    void theEmptySetAllowsNothing() {
        Permissions none = Permissions.none();
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.toScope()).isEmpty();
        assertThat(none.toMap()).isEmpty();
        for (Permissions a : ALL) {
            assertThat(none.covers(a)).isEqualTo(a.isEmpty());
            assertThat(a.covers(none)).isTrue();
            assertThat(a.intersect(none)).isEqualTo(none);
            assertThat(a.minus(none)).isEqualTo(a);
        }
    }

    @Test
    void convertsToJsonAndBack() {
        for (Permissions a : ALL) {
            assertThat(Permissions.of(a.toMap())).isEqualTo(a).hasSameHashCodeAs(a);
        }
    }

    @Test
    void convertsToAScopeAndBack() {
        for (Permissions a : ALL) {
            List<Permission> read = new ArrayList<>();
            for (String token : a.toScope().split(" ", -1)) {
                Permission.parse(token).ifPresent(read::add);
            }
            assertThat(Permissions.of(read)).isEqualTo(a);
        }
    }

    @Test
    void sortsPermissions() {
        Permissions permissions = Permissions.of(List.of(
                new Permission("stats", "read"),
                new Permission("files", "read"),
                new Permission("files", "create"),
                new Permission("stats", "read")));
        assertThat(permissions.size()).isEqualTo(3);
        assertThat(permissions.toScope()).isEqualTo("files:create files:read stats:read");
        assertThat(permissions).hasToString(permissions.toScope());
        assertThat(permissions.toMap())
                .containsExactly(Map.entry("files", List.of("create", "read")), Map.entry("stats", List.of("read")));
    }

    @Test
    void aResourceWithoutActionsIsNoPermission() {
        assertThat(Permissions.of(Map.of("stats", List.of()))).isEqualTo(Permissions.none());
    }

    @Test
    void hasNoWildcard() {
        Permissions star = Permissions.of(List.of(new Permission("stats", "*"), new Permission("*", "*")));
        assertThat(star.covers(new Permission("stats", "read"))).isFalse();
    }

    @Test
    void copiesTheCollectionThatItIsCreatedFrom() {
        List<Permission> source = new ArrayList<>(UNIVERSE);
        Permissions permissions = Permissions.of(source);
        source.clear();
        assertThat(permissions.size()).isEqualTo(UNIVERSE.size());
    }

    @Test
    void isEqualToNothingElse() {
        assertThat(Permissions.none()).isNotEqualTo(List.of()).isNotEqualTo(null);
    }
}
