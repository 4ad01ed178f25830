package com.example.stats;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/** Reads the claim {@code organization}: {"acme":{"id":"…"}} for a key, by default ["acme"] for a token. */
final class Organizations {

    private Organizations() {}

    /** Returns the aliases of the caller's organizations. A key has exactly one. */
    static Set<String> of(OAuth2AuthenticatedPrincipal caller) {
        Set<String> aliases = new TreeSet<>();
        Object claim = caller.getAttribute("organization");
        if (claim instanceof Map<?, ?> byAlias) {
            byAlias.keySet().forEach(alias -> aliases.add(alias.toString()));
        } else if (claim instanceof Collection<?> list) {
            list.forEach(alias -> aliases.add(alias.toString()));
        }
        return aliases;
    }
}
