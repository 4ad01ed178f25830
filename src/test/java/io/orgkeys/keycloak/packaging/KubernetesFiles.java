package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** The files in {@code docker/kubernetes} and the objects in them. */
final class KubernetesFiles {

    static final Path DIRECTORY = Path.of("docker", "kubernetes");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** A YAML document in a file: a Kubernetes object, or the values of a Helm chart. */
    record Document(Path file, JsonNode content) {

        String kind() {
            return content.path("apiVersion").asText() + " "
                    + content.path("kind").asText();
        }

        String name() {
            return content.at("/metadata/name").asText();
        }

        @Override
        public String toString() {
            return file.getFileName() + ": " + kind() + " " + name();
        }
    }

    static List<Document> objects() {
        return files().stream()
                .filter(file -> !file.getFileName().toString().endsWith("-values.yaml"))
                .flatMap(file -> documents(file).stream())
                .toList();
    }

    static Document object(String kind, String name) {
        return objects().stream()
                .filter(object -> object.content().path("kind").asText().equals(kind)
                        && object.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Document> documents(Path file) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return documents.readAll().stream()
                    .map(document -> new Document(file, document))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private KubernetesFiles() {}
}
