package io.orgkeys.keycloak.token;

import java.net.URI;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.Urls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * The issuer of Keycloak's tokens in a realm (RFC 7519 §4.1.1). It is cached here, because Keycloak does not cache it,
 * and building it takes half as long as a verification.
 */
public final class RealmIssuer {

    /** The maximum number of cached issuers, because a server may take its host name from the request. */
    private static final int MAX_ISSUERS = 100;

    private static final Cache<Source, String> ISSUERS = Caffeine.newBuilder()
            .maximumSize(MAX_ISSUERS)
            .executor(Runnable::run)
            .build();

    /**
     * The cache key. The base URI is a text, because {@link URI} may treat two URIs that differ in case as equal, but
     * they are two issuers.
     */
    private record Source(String baseUri, String realmName) {}

    private RealmIssuer() {}

    /** Returns the issuer of the realm in the session's context, at the base URI of the request. */
    public static String of(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        return of(context.getUri().getBaseUri(), context.getRealm().getName());
    }

    static String of(URI baseUri, String realmName) {
        return ISSUERS.get(
                new Source(baseUri.toString(), realmName), source -> Urls.realmIssuer(baseUri, source.realmName()));
    }
}
