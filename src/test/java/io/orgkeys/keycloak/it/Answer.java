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

/** An HTTP response of a server. */
public record Answer(int status, HttpHeaders headers, String body) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public JsonNode json() {
        return parse(body);
    }

    /** Parses JSON, so that a test can compare whole documents. */
    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + json, e);
        }
    }

    /** Returns a field as text, or "" if it is absent; dots separate the names of nested fields. */
    public String text(String field) {
        return json().at("/" + field.replace('.', '/')).asText();
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Returns the claims of the access token in a token endpoint's answer, without verifying the token's signature. */
    JWTClaimsSet claims() {
        try {
            return SignedJWT.parse(expect(200).text("access_token")).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError("No JWT: " + body, e);
        }
    }

    /** Returns the error code of this problem document. */
    public String code() {
        return text("code");
    }

    /** Returns the names of the invalid fields, in the order of this problem document. */
    public List<String> invalidFields() {
        return json().path("errors").findValuesAsText("field");
    }

    /** Returns the messages about a field in this problem document. */
    public List<String> errorDetails(String field) {
        return StreamSupport.stream(json().path("errors").spliterator(), false)
                .filter(error -> error.path("field").asText().equals(field))
                .map(error -> error.path("detail").asText())
                .toList();
    }

    /** Asserts the status and returns this answer, for chaining. */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("Expected status " + expected + ", got " + status + ": " + body);
        }
        return this;
    }
}
