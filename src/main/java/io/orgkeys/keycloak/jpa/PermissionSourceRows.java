package io.orgkeys.keycloak.jpa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import jakarta.persistence.EntityManager;

import org.keycloak.connections.jpa.util.JpaUtils;

import io.orgkeys.keycloak.model.PermissionSources;

/**
 * Reads roles, groups and organizations from Keycloak's tables. Keycloak's own interfaces do not find the parents of a
 * role, and would load all organizations.
 */
final class PermissionSourceRows implements PermissionSources {

    /** The maximum number of ids in one statement. */
    private static final int BATCH = 500;

    private final EntityManager em;

    PermissionSourceRows(EntityManager em) {
        this.em = em;
    }

    @Override
    public Set<String> ofRoles(Collection<String> roleIds) {
        Set<String> grants = new TreeSet<>();
        Set<String> roles = closure("composite", Set.copyOf(roleIds), this::composites, grants);
        links("role", roles, this::existing, grants);
        Set<String> groups = links("group", roles, this::groups, grants);
        closure("subgroup", groups, this::subgroups, grants);
        return grants;
    }

    @Override
    public Set<String> disabledOrganizations(String realmId) {
        return new TreeSet<>(em.createQuery(
                        "select o.id from OrganizationEntity o where o.realmId = :realmId and o.enabled = :enabled",
                        String.class)
                .setParameter("realmId", realmId)
                .setParameter("enabled", false)
                .getResultList());
    }

    /** Follows the links until they lead to no new id. Returns all ids. */
    private static Set<String> closure(
            String kind, Set<String> from, Function<List<String>, List<Object[]>> query, Set<String> grants) {
        Set<String> all = new LinkedHashSet<>(from);
        Set<String> latest = from;
        while (!latest.isEmpty()) {
            Set<String> next = links(kind, latest, query, grants);
            next.removeAll(all);
            all.addAll(next);
            latest = next;
        }
        return all;
    }

    /** Adds all links from these ids to the result, and returns the ids to which they lead. */
    private static Set<String> links(
            String kind, Set<String> from, Function<List<String>, List<Object[]>> query, Set<String> grants) {
        Set<String> found = new LinkedHashSet<>();
        List<String> ids = new ArrayList<>(from);
        for (int i = 0; i < ids.size(); i += BATCH) {
            for (Object[] link : query.apply(ids.subList(i, Math.min(i + BATCH, ids.size())))) {
                found.add((String) link[0]);
                grants.add(kind + ' ' + link[0] + ' ' + link[1]);
            }
        }
        return found;
    }

    private List<Object[]> existing(List<String> roles) {
        return query("select r.id, r.name from RoleEntity r where r.id in :ids", roles);
    }

    private List<Object[]> groups(List<String> roles) {
        return query("select g.group.id, g.roleId from GroupRoleMappingEntity g where g.roleId in :ids", roles);
    }

    private List<Object[]> subgroups(List<String> groups) {
        return query("select g.id, g.parentId from GroupEntity g where g.parentId in :ids", groups);
    }

    private List<Object[]> query(String jpql, List<String> ids) {
        return em.createQuery(jpql, Object[].class).setParameter("ids", ids).getResultList();
    }

    /** Uses SQL, because Keycloak releases differ in the entity of this table. */
    @SuppressWarnings("unchecked") // the select has two columns
    private List<Object[]> composites(List<String> roles) {
        return em.createNativeQuery("select COMPOSITE, CHILD_ROLE from "
                        + JpaUtils.getTableNameForNativeQuery("COMPOSITE_ROLE", em) + " where CHILD_ROLE in (:ids)")
                .setParameter("ids", roles)
                .getResultList();
    }
}
