package com.example.stats;

import java.util.Map;

import io.orgkeys.client.Caller;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StatsController {

    @GetMapping("/stats")
    @PreAuthorize("hasAuthority('stats:read')")
    Map<String, Object> stats(@AuthenticationPrincipal Caller caller) {
        return Map.of(
                "subject", caller.subject(),
                "username", caller.username(),
                "organizations", caller.organizations());
    }

    @GetMapping("/organizations/{organization}/stats")
    @PreAuthorize("hasAuthority('stats:read') and principal.isIn(#organization)")
    Map<String, Object> statsOf(@PathVariable String organization, @AuthenticationPrincipal Caller caller) {
        return stats(caller);
    }

    @DeleteMapping("/domains/{domain}")
    @PreAuthorize("hasAuthority('domains:delete')")
    Map<String, String> delete(@PathVariable String domain) {
        return Map.of("deleted", domain);
    }
}
