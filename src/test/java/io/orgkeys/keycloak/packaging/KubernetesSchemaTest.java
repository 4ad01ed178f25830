package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.istio.api.networking.v1.DestinationRule;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.istio.api.networking.v1alpha3.EnvoyFilter;
import io.fabric8.istio.api.security.v1.AuthorizationPolicy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.orgkeys.keycloak.packaging.KubernetesFiles.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Checks the objects in {@code docker/kubernetes} against Java models of Kubernetes and of the operators: names of
 * fields, types of values and enumerations. With {@code -Dorgkeys.crds=<directory>}, also checks them against the
 * custom resource definitions (CRDs) in the YAML files of that directory. No Maven repository contains these files.
 */
class KubernetesSchemaTest {

    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
            Map.entry("networking.istio.io/v1 VirtualService", VirtualService.class),
            Map.entry("networking.istio.io/v1 DestinationRule", DestinationRule.class),
            Map.entry("networking.istio.io/v1alpha3 EnvoyFilter", EnvoyFilter.class),
            Map.entry("security.istio.io/v1 AuthorizationPolicy", AuthorizationPolicy.class),
            Map.entry("k8s.keycloak.org/v2beta1 Keycloak", OperatorResources.Keycloak.class),
            Map.entry("k8s.keycloak.org/v2beta1 KeycloakRealmImport", OperatorResources.KeycloakRealmImport.class),
            Map.entry("traefik.io/v1alpha1 IngressRoute", TraefikResources.IngressRoute.class),
            Map.entry("traefik.io/v1alpha1 Middleware", TraefikResources.Middleware.class),
            Map.entry("traefik.io/v1alpha1 ServersTransport", TraefikResources.ServersTransport.class));

    private static final ObjectMapper STRICT = strict();

    @ParameterizedTest
    @MethodSource("objects")
    void everyFieldExistsAndHasItsType(Document object) throws IOException {
        assertThat(TYPES).containsKey(object.kind());
        assertThat(STRICT.treeToValue(object.content(), TYPES.get(object.kind())))
                .isNotNull();
    }

    @Test
    void everyTypeIsUsed() {
        assertThat(new TreeSet<>(objects().stream().map(Document::kind).toList()))
                .isEqualTo(TYPES.keySet());
    }

    /** Kubernetes would report or, worse, ignore each of these mistakes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: v1, kind: Service, spec: {ports: [{port: many}]}}",
                "{apiVersion: v1, kind: Service, spec: {port: [{port: 8443}]}}",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {ingres: []}}",
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, spec: {http: [{directRespons: {status: 404}}]}}",
                "{apiVersion: k8s.keycloak.org/v2beta1, kind: Keycloak, spec: {update: {strategy: Rolling}}}",
                "{apiVersion: k8s.keycloak.org/v2beta1, kind: Keycloak, spec: {additionalOptions: [{name: a, value: 90}]}}",
                "{apiVersion: k8s.keycloak.org/v2beta1, kind: Keycloak, spec: {startOptimised: true}}",
                "{apiVersion: k8s.keycloak.org/v2beta1, kind: KeycloakRealmImport, spec: {realm: {organisations: []}}}",
                "{apiVersion: traefik.io/v1alpha1, kind: Middleware, spec: {forwardAuth: {adress: http://a}}}"
            })
    void mistakesAreFound(String yaml) throws IOException {
        JsonNode content = new ObjectMapper(new com.fasterxml.jackson.dataformat.yaml.YAMLFactory()).readTree(yaml);
        Document mistaken = new Document(Path.of("mistaken.yaml"), content);
        assertThatThrownBy(() -> STRICT.treeToValue(content, TYPES.get(mistaken.kind())))
                .isInstanceOf(com.fasterxml.jackson.databind.JsonMappingException.class);
    }

    @Test
    @EnabledIfSystemProperty(named = "orgkeys.crds", matches = ".+")
    void everyCustomResourceMatchesItsDefinition() throws IOException {
        Map<String, JsonSchema> definitions = definitions(Path.of(System.getProperty("orgkeys.crds")));
        List<String> wrong = new ArrayList<>();
        for (Document object : objects()) {
            JsonSchema definition = definitions.get(object.kind());
            if (definition == null) {
                System.out.println("No definition for " + object);
            } else {
                definition.validate(object.content()).forEach(message -> wrong.add(object + ": " + message));
                System.out.println("Checked against its definition: " + object);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Document> objects() {
        return KubernetesFiles.objects();
    }

    /**
     * Returns a mapper that refuses unknown fields. By default, a mapper would accept them, because the Java models can
     * store unknown fields in a map.
     */
    private static ObjectMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    private static Map<String, JsonSchema> definitions(Path directory) throws IOException {
        JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);
        Map<String, JsonSchema> definitions = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                for (Document definition : KubernetesFiles.documents(file)) {
                    JsonNode spec = definition.content().path("spec");
                    for (JsonNode version : spec.path("versions")) {
                        JsonNode schema =
                                closed(version.at("/schema/openAPIV3Schema").deepCopy(), true);
                        definitions.put(
                                spec.path("group").asText() + "/"
                                        + version.path("name").asText() + " "
                                        + spec.at("/names/kind").asText(),
                                schemas.getSchema(schema));
                    }
                }
            }
        }
        return definitions;
    }

    /**
     * Changes a schema so that a field is an error if the schema does not list it. Kubernetes itself removes such
     * fields.
     */
    private static JsonNode closed(JsonNode schema, boolean root) {
        if (schema instanceof ObjectNode node) {
            JsonNode properties = node.path("properties");
            if (root && properties instanceof ObjectNode fields) {
                fields.putObject("apiVersion").put("type", "string");
                fields.putObject("kind").put("type", "string");
                fields.putObject("metadata").put("type", "object");
            }
            if (properties.isObject()
                    && !node.has("additionalProperties")
                    && !node.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                node.put("additionalProperties", false);
            }
            properties.forEach(property -> closed(property, false));
            closed(node.path("items"), false);
            closed(node.path("additionalProperties"), false);
            if (node.path("nullable").asBoolean() && node.path("type").isTextual()) {
                String type = node.path("type").asText();
                node.putArray("type").add(type).add("null");
            }
        }
        return schema;
    }
}
