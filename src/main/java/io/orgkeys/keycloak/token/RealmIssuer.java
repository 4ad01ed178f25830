package io.orgkeys.keycloak.token;

import java.net.URI;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.Urls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * The issuer of Keycloak's tokens of a realm (RFC 7519 §4.1.1). Cached, because Keycloak builds it anew each time, which takes
 * half as long as a verification.
 */
public final class RealmIssuer {

    /** Bounded, because a server may take its host name from the request. */
    private static final int MOST = 100;

    private static final Cache<Source, String> KNOWN =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /** A text and no {@link URI}: two URIs that differ in case may be equal, two issuers are not. */
    private record Source(String baseUri, String realmName) {}

    private RealmIssuer() {}

    /** For the realm of the session's context, at the address of the request. */
    public static String of(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        return of(context.getUri().getBaseUri(), context.getRealm().getName());
    }

    static String of(URI baseUri, String realmName) {
        return KNOWN.get(
                new Source(baseUri.toString(), realmName), source -> Urls.realmIssuer(baseUri, source.realmName()));
    }
}
