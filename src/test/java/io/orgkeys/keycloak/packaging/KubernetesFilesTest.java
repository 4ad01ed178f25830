package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.keycloak.config.HealthOptions;
import org.keycloak.config.ManagementOptions;
import org.keycloak.config.MetricsOptions;
import org.keycloak.config.Option;
import org.keycloak.config.ProxyOptions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.orgkeys.keycloak.packaging.KubernetesFiles.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the files in {@code docker/kubernetes} agree with the rest of the repository and with each other. */
class KubernetesFilesTest {

    private static final Pattern VERIFY =
            Pattern.compile("/realms/([\\w.-]+)/api-keys/verify(?:\\?permission=|/)?([\\w.:-]*)");
    private static final Pattern BLOCKED = Pattern.compile("\\^?(/realms/\\[\\^/]\\+/api-keys/verify)(?:\\.\\*)?");
    private static final int MANAGEMENT_PORT = 9000;

    /**
     * The options that belong to Keycloak, and not to this provider, and for which the custom resource has no field.
     */
    private static final Set<String> KEYCLOAK_OPTIONS = List.of(
                    HealthOptions.HEALTH_ENABLED,
                    MetricsOptions.METRICS_ENABLED,
                    ManagementOptions.HTTP_MANAGEMENT_SCHEME,
                    ProxyOptions.PROXY_TRUSTED_ADDRESSES)
            .stream()
            .map(Option::getKey)
            .collect(Collectors.toSet());

    static List<Path> controllers() {
        return KubernetesFiles.files().stream()
                .filter(file -> file.toString().matches(".*/(ingress-nginx|traefik|istio)\\.yaml"))
                .toList();
    }

    @Test
    void optionsExist() throws IOException {
        Set<String> documented = found("^\\| `(spi-[^`]+)` \\|", Path.of("docs", "configuration.md"));
        for (String name : options().keySet()) {
            assertThat(KEYCLOAK_OPTIONS.contains(name)
                            || documented.contains(name.replaceFirst("(?<=--pepper-)[a-z0-9]+$", "<id>")))
                    .as(name)
                    .isTrue();
        }
        assertThat(options()).hasSizeGreaterThan(5);
    }

    @Test
    void everyListedPepperComesFromASecret() {
        List<String> ids = separated(
                option("spi-api-key-store--jpa--peppers").path("value").asText());
        assertThat(ids).contains("none").hasSizeGreaterThan(1);
        for (String id : ids) {
            if (!id.equals("none")) {
                assertThat(option("spi-api-key-store--jpa--pepper-" + id)
                                .at("/secret/key")
                                .asText())
                        .isEqualTo(id);
            }
        }
    }

    @Test
    void noFileContainsASecret() {
        assertThat(KubernetesFiles.objects()).noneMatch(object -> object.kind().equals("v1 Secret"));
        assertThat(options().entrySet())
                .filteredOn(option -> option.getKey().contains("--pepper-"))
                .allSatisfy(option -> assertThat(option.getValue().has("value")).isFalse());
        JsonNode database = keycloak().path("db");
        for (String field : List.of("usernameSecret", "passwordSecret")) {
            assertThat(database.path(field).path("name").asText()).isNotEmpty();
        }
        assertThat(KubernetesFiles.object("KeycloakRealmImport", "h0p")
                        .content()
                        .at("/spec/realm"))
                .noneMatch(field -> field.toString().matches(".*\"(password|secret|value)\":.*"));
    }

    @Test
    void theImageIsTheOneThatTheDockerfileBuilds() throws IOException {
        Path dockerfile = Path.of("docker", "Dockerfile");
        String name = only(found("-t (\\S+) \\.$", Path.of("docs", "containers.md")));
        String version = only(found("^ARG KEYCLOAK_VERSION=(.+)$", dockerfile));
        assertThat(keycloak().path("image").asText())
                .matches("registry\\.example\\.com/" + name + ":" + Pattern.quote(version) + "-\\d+");
        assertThat(keycloak().path("startOptimized").asBoolean()).isTrue();

        String build = only(found("kc\\.sh build (.*) \\$", dockerfile));
        assertThat(build)
                .contains("--db=" + keycloak().at("/db/vendor").asText())
                .contains("--health-enabled=" + value(HealthOptions.HEALTH_ENABLED))
                .contains("--metrics-enabled=" + value(MetricsOptions.METRICS_ENABLED));
        assertThat(found("^ENV KC_HTTP_MANAGEMENT_SCHEME=(.+)$", dockerfile))
                .containsExactly(value(ManagementOptions.HTTP_MANAGEMENT_SCHEME));
    }

    @Test
    void theRealmIsTheExampleRealm() throws IOException {
        JsonNode example =
                new ObjectMapper().readTree(Path.of("realm-export.json").toFile());
        JsonNode imported =
                KubernetesFiles.object("KeycloakRealmImport", "h0p").content().at("/spec/realm");
        Set<String> fields = new TreeSet<>();
        imported.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .contains("components", "clientScopes", "roles", "organizationsEnabled")
                .doesNotContain("users", "clients", "organizations");
        for (String field : fields) {
            assertThat(imported.path(field)).as(field).isEqualTo(example.path(field));
        }
    }

    @Test
    void theAlertsAreThoseOfPrometheus() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("docker", "prometheus", "api-keys.rules.yml").toFile());
        assertThat(KubernetesFiles.object("PrometheusRule", "org-api-keys")
                        .content()
                        .path("spec"))
                .isEqualTo(rules);
    }

    @Test
    void theMonitorSelectsTheManagementPort() {
        JsonNode service =
                KubernetesFiles.object("Service", "keycloak-management").content();
        JsonNode monitor = KubernetesFiles.object("ServiceMonitor", "keycloak").content();
        assertThat(monitor.at("/spec/selector/matchLabels")).isEqualTo(service.at("/metadata/labels"));
        assertThat(monitor.at("/spec/endpoints/0/port")).isEqualTo(service.at("/spec/ports/0/name"));
        assertThat(monitor.at("/spec/endpoints/0/scheme").asText())
                .isEqualTo(value(ManagementOptions.HTTP_MANAGEMENT_SCHEME));
        assertThat(service.at("/spec/ports/0/targetPort").asInt()).isEqualTo(MANAGEMENT_PORT);
    }

    /** The operator allows all sources if a list of rules is empty or missing. */
    @Test
    void onlyKnownNamespacesReachKeycloak() {
        JsonNode policy = keycloak().path("networkPolicy");
        assertThat(policy.path("enabled").asBoolean()).isTrue();
        for (String endpoint : List.of("https", "management")) {
            assertThat(policy.path(endpoint)).as(endpoint).isNotEmpty();
            assertThat(policy.path(endpoint))
                    .allSatisfy(
                            peer -> assertThat(peer.path("namespaceSelector")).isNotEmpty());
        }
        assertThat(keycloak().at("/ingress/enabled").asBoolean(true)).isFalse();
        assertThat(KubernetesFiles.object("NetworkPolicy", "only-through-the-gateway")
                        .content()
                        .at("/spec/ingress/0/from"))
                .isEqualTo(policy.path("https"));
    }

    @ParameterizedTest
    @MethodSource("controllers")
    void theManagementPortIsNotPublished(Path file) throws IOException {
        assertThat(file).content().doesNotContain("keycloak-management", String.valueOf(MANAGEMENT_PORT));
    }

    @ParameterizedTest
    @MethodSource("controllers")
    void theVerifyEndpointIsNotPublished(Path file) throws IOException {
        String text = Files.readString(file);
        List<MatchResult> blocked = BLOCKED.matcher(text).results().toList();
        assertThat(blocked).hasSize(1);
        Pattern pattern = Pattern.compile(blocked.get(0).group(1));
        Set<String> endpoints = new TreeSet<>();
        new ObjectMapper()
                .readTree(Path.of("docs", "openapi.json").toFile())
                .path("paths")
                .fieldNames()
                .forEachRemaining(endpoints::add);
        Set<String> matching = endpoints.stream()
                .filter(path -> pattern.matcher(path).lookingAt())
                .collect(Collectors.toSet());
        assertThat(matching)
                .containsExactlyInAnyOrder("/realms/{realm}/api-keys/verify", "/realms/{realm}/api-keys/verify/{path}");
    }

    @ParameterizedTest
    @CsvSource({
        "ingress-nginx.yaml, Ingress, /spec/rules/0/http/paths/0/backend/service/name",
        "traefik.yaml, IngressRoute, /spec/routes/0/services/0/name",
        "istio.yaml, VirtualService, /spec/http/1/route/0/destination/host",
    })
    void thePublicRouteLeadsToTheServiceOfTheOperator(String file, String kind, String service) {
        Document route = KubernetesFiles.object(kind, "keycloak");
        assertThat(route.file()).hasFileName(file);
        // the operator names the Service after the custom resource and appends this suffix
        assertThat(route.content().at(service).asText())
                .startsWith(KubernetesFiles.object("Keycloak", "keycloak").name() + "-service");
    }

    /** Each required permission is in the catalog of the realm that the files create. */
    @Test
    void gatewaysRequirePermissionsOfTheCatalog() throws IOException {
        JsonNode realm =
                KubernetesFiles.object("KeycloakRealmImport", "h0p").content().at("/spec/realm");
        Set<String> catalog = new TreeSet<>();
        for (JsonNode resource : realm.at("/components/io.orgkeys.keycloak.catalog.ApiCatalogProvider")) {
            for (JsonNode action : resource.at("/config/actions")) {
                catalog.add(resource.path("name").asText() + ":" + action.asText());
            }
        }
        Map<String, Set<String>> required = new TreeMap<>();
        for (Path file : KubernetesFiles.files()) {
            for (MatchResult address :
                    VERIFY.matcher(Files.readString(file)).results().toList()) {
                assertThat(address.group(1)).isEqualTo(realm.path("realm").asText());
                if (!address.group(2).isEmpty()) {
                    required.computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
                            .add(address.group(2));
                }
            }
        }
        assertThat(required).containsOnlyKeys("ingress-nginx.yaml", "istio-values.yaml", "traefik.yaml");
        assertThat(required.values()).allSatisfy(permissions -> {
            assertThat(permissions).containsExactly("shortLinks:create", "stats:read");
            assertThat(catalog).containsAll(permissions);
        });
    }

    @Test
    void everyIngressReplacesTheIdentityHeadersAndDropsTheKey() throws IOException {
        Set<String> identity = found("^\\| `(X-Auth-[^`]+)` \\|", Path.of("docs", "verification.md"));
        assertThat(identity).hasSizeGreaterThan(7);
        List<Document> guarded = KubernetesFiles.objects().stream()
                .filter(object -> object.kind().endsWith(" Ingress"))
                .filter(object ->
                        object.content().at("/metadata/namespace").asText().equals("services"))
                .toList();
        assertThat(guarded).hasSize(2);
        for (Document ingress : guarded) {
            JsonNode annotations = ingress.content().at("/metadata/annotations");
            String prefix = "nginx.ingress.kubernetes.io/";
            List<String> replaced =
                    separated(annotations.path(prefix + "auth-response-headers").asText());
            assertThat(replaced).as(ingress.toString()).containsAll(identity).contains("X-Api-Key", "Forwarded");
            assertThat(annotations.path(prefix + "auth-url").asText()).startsWith("https://keycloak-verify.keycloak.");
        }
        assertThat(KubernetesFiles.object("ConfigMap", "verification-headers")
                        .content()
                        .at("/data/Cookie")
                        .asText("absent"))
                .isEmpty();
    }

    @Test
    void everyRouteOfTraefikVerifiesBeforeItDropsTheKey() {
        JsonNode routes =
                KubernetesFiles.object("IngressRoute", "services").content().at("/spec/routes");
        assertThat(routes).hasSize(2).allSatisfy(route -> {
            List<String> middlewares = route.path("middlewares").findValuesAsText("name");
            assertThat(middlewares).hasSize(3).startsWith("drop-claims").endsWith("drop-key");
            JsonNode verification = KubernetesFiles.object("Middleware", middlewares.get(1))
                    .content()
                    .at("/spec/forwardAuth");
            Pattern removed = Pattern.compile(
                    verification.path("authResponseHeadersRegex").asText());
            assertThat("X-Auth-Key-Id")
                    .matches(header -> removed.matcher(header).lookingAt());
            assertThat("x_auth_key_id")
                    .matches(header -> removed.matcher(header).lookingAt());
        });
    }

    /** A path that is routed but not verified would be accessible without a key. */
    @Test
    void everyRouteOfIstioIsVerified() {
        List<String> routed = new ArrayList<>();
        for (JsonNode route :
                KubernetesFiles.object("VirtualService", "services").content().at("/spec/http")) {
            routed.add(route.at("/match/0/uri/prefix").asText() + "*");
            assertThat(texts(route.at("/headers/request/remove"))).contains("x-api-key");
        }
        JsonNode denied = KubernetesFiles.object("AuthorizationPolicy", "only-protected-paths")
                .content()
                .at("/spec/rules/0/to/0/operation");
        assertThat(texts(denied.path("notPaths"))).isEqualTo(routed);

        Map<String, JsonNode> providers = new TreeMap<>();
        KubernetesFiles.documents(KubernetesFiles.DIRECTORY.resolve("istio-values.yaml"))
                .get(0)
                .content()
                .at("/meshConfig/extensionProviders")
                .forEach(provider -> providers.put(provider.path("name").asText(), provider.path("envoyExtAuthzHttp")));
        List<String> verified = new ArrayList<>();
        for (Document policy : KubernetesFiles.objects()) {
            if (policy.content().at("/spec/action").asText().equals("CUSTOM")) {
                JsonNode operation = policy.content().at("/spec/rules/0/to/0/operation");
                assertThat(operation.path("hosts")).isEqualTo(denied.path("hosts"));
                verified.addAll(texts(operation.path("paths")));
                JsonNode provider = providers.remove(
                        policy.content().at("/spec/provider/name").asText());
                assertThat(provider).isNotNull();
                assertThat(provider.path("failOpen").asBoolean(true)).isFalse();
                assertThat(texts(provider.path("headersToUpstreamOnAllow"))).contains("x-auth-*");
            }
        }
        assertThat(verified).isEqualTo(routed);
        assertThat(providers).as("providers without a policy").isEmpty();
    }

    @Test
    void thePageNamesEveryFile() throws IOException {
        String page = Files.readString(Path.of("docs", "kubernetes.md"));
        for (Path file : KubernetesFiles.files()) {
            assertThat(page).contains("../docker/kubernetes/" + file.getFileName());
        }
    }

    private static JsonNode keycloak() {
        return KubernetesFiles.object("Keycloak", "keycloak").content().path("spec");
    }

    private static Map<String, JsonNode> options() {
        Map<String, JsonNode> options = new TreeMap<>();
        keycloak()
                .path("additionalOptions")
                .forEach(option -> options.put(option.path("name").asText(), option));
        return options;
    }

    private static JsonNode option(String name) {
        return options().getOrDefault(name, MissingNode.getInstance());
    }

    private static List<String> separated(String text) {
        return Pattern.compile(",").splitAsStream(text).toList();
    }

    private static String value(Option<?> option) {
        return option(option.getKey()).path("value").asText();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Set<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String only(Set<String> found) {
        assertThat(found).hasSize(1);
        return found.iterator().next();
    }
}
