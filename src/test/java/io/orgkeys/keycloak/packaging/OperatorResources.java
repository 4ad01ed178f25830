package io.orgkeys.keycloak.packaging;

import java.util.List;

import org.keycloak.representations.idm.RealmRepresentation;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;

/**
 * The fields of the Keycloak Operator's custom resources that {@code docker/kubernetes} uses. The operator publishes no
 * library with its own classes.
 */
final class OperatorResources {

    record Keycloak(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {}

    record Spec(
            Integer instances,
            String image,
            Boolean startOptimized,
            Update update,
            Database db,
            Hostname hostname,
            Http http,
            Proxy proxy,
            Switch ingress,
            Switch serviceMonitor,
            NetworkPolicy networkPolicy,
            List<Option> additionalOptions,
            ResourceRequirements resources) {}

    enum Strategy {
        Auto,
        Explicit,
        RecreateOnImageChange
    }

    record Update(Strategy strategy) {}

    record Database(
            String vendor,
            String host,
            String database,
            SecretKeySelector usernameSecret,
            SecretKeySelector passwordSecret) {}

    record Hostname(String hostname) {}

    record Http(String tlsSecret) {}

    record Proxy(String headers) {}

    record Switch(Boolean enabled) {}

    record NetworkPolicy(Boolean enabled, List<NetworkPolicyPeer> https, List<NetworkPolicyPeer> management) {}

    record Option(String name, String value, SecretKeySelector secret) {}

    record KeycloakRealmImport(String apiVersion, String kind, ObjectMeta metadata, ImportSpec spec) {}

    record ImportSpec(String keycloakCRName, RealmRepresentation realm) {}

    private OperatorResources() {}
}
