package io.orgkeys.spring;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Stops the start of an application that would not be protected. An application with its own filter chains does not have
 * the chain of the starter, so its chains must verify keys and must cover all requests.
 */
final class FilterChainCheck implements SmartInitializingSingleton {

    private final ObjectProvider<SecurityFilterChain> chains;

    FilterChainCheck(ObjectProvider<SecurityFilterChain> chains) {
        this.chains = chains;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<SecurityFilterChain> all = chains.stream().toList();
        if (all.stream().noneMatch(FilterChainCheck::verifiesKeys)) {
            throw new IllegalStateException(
                    "No SecurityFilterChain verifies API keys. Call ApiKeySecurity.protect in at least one of them.");
        }
        if (all.stream().noneMatch(FilterChainCheck::matchesAnyRequest)) {
            throw new IllegalStateException("Requests that match no SecurityFilterChain would not be protected."
                    + " Add a SecurityFilterChain without securityMatcher after the others.");
        }
    }

    private static boolean verifiesKeys(SecurityFilterChain chain) {
        return chain.getFilters().stream().anyMatch(ApiKeyFilter.class::isInstance);
    }

    private static boolean matchesAnyRequest(SecurityFilterChain chain) {
        return chain instanceof DefaultSecurityFilterChain standard
                && standard.getRequestMatcher() instanceof AnyRequestMatcher;
    }
}
