package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.keycloak.provider.ProviderEvent;

/**
 * The committed changes of one transaction, as the ids of {@link ApiKeyStore#onChange}. The node that made the changes
 * publishes this event to its providers, and sends the same ids to the other nodes.
 *
 * @param byRealm the ids by the id of their realm
 */
public record KeyChanges(Map<String, Set<String>> byRealm) implements ProviderEvent {

    /** The name under which nodes notify each other of changes through the cluster provider. */
    public static final String CLUSTER_TASK = "org-api-keys-changes";

    /** The beginning of the line that names the realm of the lines after it. No id begins like this. */
    private static final String REALM = "realm:";

    public KeyChanges {
        byRealm = Map.copyOf(byRealm);
    }

    /** Returns the lines of the message to the other nodes: the id of each realm, followed by the ids in this realm. */
    public List<String> toLines() {
        List<String> lines = new ArrayList<>();
        byRealm.forEach((realm, ids) -> {
            lines.add(REALM + realm);
            lines.addAll(ids);
        });
        return lines;
    }

    /** Reads the lines of a message. */
    public static KeyChanges ofLines(Collection<String> lines) {
        Map<String, Set<String>> byRealm = new LinkedHashMap<>();
        String realm = "";
        for (String line : lines) {
            if (line.startsWith(REALM)) {
                realm = line.substring(REALM.length());
            } else {
                byRealm.computeIfAbsent(realm, unknown -> new LinkedHashSet<>()).add(line);
            }
        }
        return new KeyChanges(byRealm);
    }
}
