package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.text.ParseException;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/** What a server answered. */
public record Answer(int status, HttpHeaders headers, String body) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public JsonNode json() {
        return parse(body);
    }

    /** For comparing an answer as a whole. */
    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + json, e);
        }
    }

    /** The text of a field, "" if there is none; dots lead into objects. */
    public String text(String field) {
        return json().at("/" + field.replace('.', '/')).asText();
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The claims of the access token in a token endpoint's answer, unverified. */
    JWTClaimsSet claims() {
        try {
            return SignedJWT.parse(expect(200).text("access_token")).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError("No JWT: " + body, e);
        }
    }

    /** The code of a problem document. */
    public String code() {
        return text("code");
    }

    /** The names of the fields that a problem document complains about, in its order. */
    public List<String> wrongFields() {
        return json().path("errors").findValuesAsText("field");
    }

    /** What a problem document says about a field. */
    public List<String> complaints(String field) {
        return StreamSupport.stream(json().path("errors").spliterator(), false)
                .filter(error -> error.path("field").asText().equals(field))
                .map(error -> error.path("detail").asText())
                .toList();
    }

    /** The same answer, for use in a chain, if it has this status. */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("Expected status " + expected + ", got " + status + ": " + body);
        }
        return this;
    }
}
