package com.example.stats;

import java.util.Map;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StatsController {

    /** The attributes of the principal are the introspection answer; its name is {@code sub}. */
    @GetMapping({"/stats", "/organizations/{organization}/stats"})
    Map<String, Object> stats(@AuthenticationPrincipal OAuth2AuthenticatedPrincipal caller) {
        return Map.of(
                "subject", caller.getName(),
                "username", caller.getAttribute("username"),
                "organizations", Organizations.of(caller));
    }

    @DeleteMapping("/domains/{domain}")
    @PreAuthorize("hasAuthority('SCOPE_domains:delete')")
    Map<String, String> delete(@PathVariable String domain) {
        return Map.of("deleted", domain);
    }
}
