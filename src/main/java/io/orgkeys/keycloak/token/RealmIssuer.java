package io.orgkeys.keycloak.token;

import java.net.URI;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.Urls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * The issuer that Keycloak's own tokens of a realm name (RFC 7519 §4.1.1). Kept, because Keycloak puts it together anew each
 * time, which takes half as long as to verify a key.
 */
public final class RealmIssuer {

    /** A server that takes its name from what a client sends may have many names, and long ones. */
    private static final int MOST = 100;

    private static final Cache<Source, String> KNOWN =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /** The address as text: as addresses, two are equal that differ in upper and lower case, and as issuers they are not. */
    private record Source(String baseUri, String realmName) {}

    private RealmIssuer() {}

    /** For the realm of the session's context, at the address by which the server was asked. */
    public static String of(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        return of(context.getUri().getBaseUri(), context.getRealm().getName());
    }

    static String of(URI baseUri, String realmName) {
        return KNOWN.get(
                new Source(baseUri.toString(), realmName), source -> Urls.realmIssuer(baseUri, source.realmName()));
    }
}
