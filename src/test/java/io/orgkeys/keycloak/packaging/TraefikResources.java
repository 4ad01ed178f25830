package io.orgkeys.keycloak.packaging;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ObjectMeta;

/** The fields of Traefik's custom resources that {@code docker/kubernetes} uses. There is no Java library for them. */
final class TraefikResources {

    record IngressRoute(String apiVersion, String kind, ObjectMeta metadata, Routes spec) {}

    record Routes(List<String> entryPoints, List<Route> routes, Tls tls) {}

    record Route(String kind, String match, List<Named> middlewares, List<Backend> services) {}

    record Named(String name) {}

    record Backend(String name, Integer port, String scheme, String serversTransport) {}

    record Tls(String secretName) {}

    record Middleware(String apiVersion, String kind, ObjectMeta metadata, MiddlewareSpec spec) {}

    record MiddlewareSpec(ForwardAuth forwardAuth, Headers headers) {}

    record ForwardAuth(String address, List<String> authRequestHeaders, String authResponseHeadersRegex) {}

    record Headers(Map<String, String> customRequestHeaders) {}

    record ServersTransport(String apiVersion, String kind, ObjectMeta metadata, Transport spec) {}

    record Transport(String serverName, List<RootCa> rootCAs, Timeouts forwardingTimeouts) {}

    record RootCa(String secret) {}

    record Timeouts(String dialTimeout, String responseHeaderTimeout) {}

    private TraefikResources() {}
}
