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

    /** Made when somebody asks first, and kept: every verification of a key asks for it. */
    private volatile @Nullable String scope;

    /** Kept as {@link #scope} is. */
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

    /** From the JSON shape {@code {"stats":["read"]}}. */
    public static Permissions of(Map<String, ? extends Collection<String>> actionsByResource) {
        return of(actionsByResource.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(action -> new Permission(entry.getKey(), action))));
    }

    /** From an OAuth {@code scope} (RFC 6749 §3.3). Whatever in it is no permission is left out. */
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

    /** Those that satisfy the condition; the same object when all do. */
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

    /** The value of an OAuth {@code scope}: sorted, separated by single spaces (RFC 6749 §3.3). */
    public String toScope() {
        String known = scope;
        if (known == null) {
            known = all.stream().map(Permission::scope).collect(Collectors.joining(" "));
            scope = known;
        }
        return known;
    }

    /** The JSON shape {@code {"stats":["read"]}}, sorted; not to be changed. */
    public Map<String, List<String>> toMap() {
        Map<String, List<String>> known = map;
        if (known == null) {
            known = Collections.unmodifiableMap(all.stream()
                    .collect(Collectors.groupingBy(
                            Permission::resource,
                            TreeMap::new,
                            Collectors.mapping(Permission::action, Collectors.toUnmodifiableList()))));
            map = known;
        }
        return known;
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
