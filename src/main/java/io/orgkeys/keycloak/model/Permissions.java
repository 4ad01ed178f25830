package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** An immutable, sorted set of {@link Permission}s. The empty set allows nothing; there are no wildcards. */
public final class Permissions {

    private static final Permissions NONE = new Permissions(Collections.emptySortedSet());

    private final SortedSet<Permission> all;

    /** Computed on first use and kept, because every verification of a key needs it. */
    private volatile @Nullable String scope;

    /** Computed on first use and kept, like {@link #scope}. */
    private volatile @Nullable Map<String, List<String>> map;

    private Permissions(SortedSet<Permission> all) {
        this.all = all;
    }

    public static Permissions none() {
        return NONE;
    }

    public static Permissions of(Collection<Permission> permissions) {
        return permissions.isEmpty() ? NONE : new Permissions(new TreeSet<>(permissions));
    }

    public static Permissions of(Stream<Permission> permissions) {
        return of(permissions.toList());
    }

    /** Converts the JSON form {@code {"stats":["read"]}}. */
    public static Permissions of(Map<String, ? extends Collection<String>> actionsByResource) {
        return of(actionsByResource.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(action -> new Permission(entry.getKey(), action))));
    }

    /** Parses an OAuth {@code scope} (RFC 6749 §3.3). Ignores scope tokens that are not permissions. */
    public static Permissions ofScope(String scope) {
        return of(Arrays.stream(scope.split(" ")).map(Permission::parse).flatMap(Optional::stream));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public int size() {
        return all.size();
    }

    public boolean covers(Permission permission) {
        return all.contains(permission);
    }

    public boolean covers(Permissions others) {
        return all.containsAll(others.all);
    }

    public Permissions intersect(Permissions others) {
        return filter(others::covers);
    }

    public Permissions minus(Permissions others) {
        return filter(permission -> !others.covers(permission));
    }

    /** Returns the permissions that satisfy the condition. Returns this object if all permissions satisfy it. */
    public Permissions filter(Predicate<Permission> condition) {
        List<Permission> kept = new ArrayList<>(all.size());
        for (Permission permission : all) {
            if (condition.test(permission)) {
                kept.add(permission);
            }
        }
        return kept.size() == all.size() ? this : of(kept);
    }

    public Stream<Permission> stream() {
        return all.stream();
    }

    /**
     * Returns the permissions as the value of an OAuth {@code scope} (RFC 6749 §3.3), sorted and separated by single
     * spaces.
     */
    public String toScope() {
        String result = scope;
        if (result == null) {
            result = all.stream().map(Permission::scope).collect(Collectors.joining(" "));
            scope = result;
        }
        return result;
    }

    /** Returns the JSON form {@code {"stats":["read"]}}, sorted and unmodifiable. */
    public Map<String, List<String>> toMap() {
        Map<String, List<String>> result = map;
        if (result == null) {
            result = Collections.unmodifiableMap(all.stream()
                    .collect(Collectors.groupingBy(
                            Permission::resource,
                            TreeMap::new,
                            Collectors.mapping(Permission::action, Collectors.toUnmodifiableList()))));
            map = result;
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permissions permissions && all.equals(permissions.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return toScope();
    }
}
