package io.orgkeys.sample;

import java.util.Map;
import java.util.concurrent.Callable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orgkeys.client.Caller;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application as the documentation describes it. */
@Configuration
@EnableAutoConfiguration
@Import(SampleApplication.Stats.class)
class SampleApplication {

    @Bean
    MeterRegistry meters() {
        return new SimpleMeterRegistry();
    }

    @RestController
    static class Stats {

        @GetMapping("/stats")
        @PreAuthorize("hasAuthority('stats:read')")
        Map<String, Object> stats(@AuthenticationPrincipal Caller caller) {
            return Map.of("subject", String.valueOf(caller.subject()));
        }

        @GetMapping("/organizations/{organization}/stats")
        @PreAuthorize("hasAuthority('stats:read') and principal.isIn(#organization)")
        Map<String, Object> statsOf(@PathVariable String organization) {
            return Map.of("organization", organization);
        }

        @GetMapping("/later")
        @PreAuthorize("hasAuthority('stats:read')")
        Callable<Map<String, Object>> later(@AuthenticationPrincipal Caller caller) {
            return () -> Map.of("subject", String.valueOf(caller.subject()));
        }

        /** Stands for the actuator, whose classes differ between Spring Boot 3 and 4. */
        @GetMapping({
            "/actuator",
            "/actuator/env",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuators",
            "/manage/env",
            "/manage/health"
        })
        Map<String, Object> actuator() {
            return Map.of();
        }

        @GetMapping("/public")
        Map<String, Object> everybody() {
            return Map.of();
        }
    }
}
