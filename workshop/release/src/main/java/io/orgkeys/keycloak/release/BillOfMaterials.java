package io.orgkeys.keycloak.release;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The bill of materials of the jar, in CycloneDX format. Maven lists no components, because the server provides all
 * libraries of our classes. The components are the npm packages in the pages of the consoles.
 */
final class BillOfMaterials {

    private final ObjectNode bill;
    private final ArrayNode parts;

    /** @param maven the bill of materials that the Maven plugin created, which names the product */
    BillOfMaterials(JsonNode maven) {
        bill = maven.deepCopy();
        String product = bill.at("/metadata/component/bom-ref").asText();
        if (product.isEmpty()) {
            throw new IllegalStateException("Maven's bill of materials does not name the product.");
        }
        if (!bill.path("components").isEmpty()) {
            throw new IllegalStateException("The jar ships no other jar, but Maven says: " + bill.path("components"));
        }
        bill.putArray("components");
        parts = bill.putArray("dependencies").addObject().put("ref", product).putArray("dependsOn");
        // all components are direct dependencies of the product, because a bundle has no dependency tree
        ObjectNode composition = bill.putArray("compositions").addObject();
        composition.put("aggregate", "complete");
        composition.putArray("dependencies").add(product);
    }

    /** @param shipped name, version and license of an npm package that is in the pages */
    void add(JsonNode shipped) {
        String name = shipped.path("name").asText();
        String version = shipped.path("version").asText();
        String reference =
                "pkg:npm/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%2F", "/") + "@" + version;
        ObjectNode component = bill.withArray("components").addObject();
        component.put("type", "library").put("bom-ref", reference);
        int slash = name.indexOf('/');
        if (slash > 0) {
            component.put("group", name.substring(0, slash));
        }
        component.put("name", name.substring(slash + 1)).put("version", version).put("scope", "required");
        component
                .putArray("licenses")
                .addObject()
                .put("expression", shipped.path("license").asText());
        component.put("purl", reference);
        parts.add(reference);
    }

    JsonNode json() {
        return bill;
    }
}
