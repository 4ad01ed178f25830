package io.orgkeys.sample;

import io.orgkeys.client.Caller;
import io.orgkeys.client.FakeKeys;
import io.orgkeys.client.KeyVerifier;
import io.orgkeys.spring.ApiKeySecurity;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests an application with its own rules, and with keys for tests. */
class OwnRulesTest {

    @Configuration
    @EnableAutoConfiguration
    @Import(SampleApplication.Stats.class)
    static class Application {

        @Bean
        KeyVerifier keys() {
            return new FakeKeys()
                    .accept("reader", Caller.forTests("alice", "acme", "stats:read"))
                    .accept("other", Caller.forTests("bob", "acme", "files:read"));
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http, ApiKeySecurity keys) throws Exception {
            return keys.protect(http)
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/public")
                            .permitAll()
                            .requestMatchers("/stats")
                            .hasAuthority("stats:read")
                            .anyRequest()
                            .denyAll())
                    .build();
        }
    }

    @Configuration
    static class Pages {

        @Bean
        @Order(1)
        SecurityFilterChain pages(HttpSecurity http) throws Exception {
            return http.securityMatcher("/public/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    /** Protects some paths only. */
    @Configuration
    @EnableAutoConfiguration
    static class Gap {

        @Bean
        KeyVerifier keys() {
            return new FakeKeys();
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http, ApiKeySecurity keys) throws Exception {
            return keys.protect(http.securityMatcher("/stats/**"))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .build();
        }
    }

    /** Forgets the keys. */
    @Configuration
    @EnableAutoConfiguration
    static class NoKeys {

        @Bean
        KeyVerifier keys() {
            return new FakeKeys();
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .build();
        }
    }

    @Test
    void acceptsAChainForSomePathsBesideTheProtectedOne() throws Exception {
        try (ConfigurableApplicationContext application = start(Application.class, Pages.class)) {
            assertThat(status(application, "/public", "x-api-key", "nonsense")).isEqualTo(200);
            assertThat(status(application, "/stats")).isEqualTo(401);
            assertThat(status(application, "/stats", "x-api-key", "reader")).isEqualTo(200);
        }
    }

    @Test
    void doesNotStartIfARequestCouldMatchNoChain() {
        assertThatThrownBy(() -> start(Gap.class).close())
                .hasStackTraceContaining("Requests that match no SecurityFilterChain would not be protected");
    }

    @Test
    void doesNotStartIfNoChainVerifiesKeys() {
        assertThatThrownBy(() -> start(NoKeys.class).close())
                .hasStackTraceContaining("No SecurityFilterChain verifies API keys");
        assertThatThrownBy(() -> start(NoKeys.class, Pages.class).close())
                .hasStackTraceContaining("No SecurityFilterChain verifies API keys");
    }

    @Test
    void appliesTheRulesOfTheApplication() throws Exception {
        try (ConfigurableApplicationContext application = start(Application.class)) {
            assertThat(status(application, "/public")).isEqualTo(200);
            assertThat(status(application, "/public", "x-api-key", "nonsense")).isEqualTo(401);
            assertThat(status(application, "/stats")).isEqualTo(401);
            assertThat(status(application, "/stats", "x-api-key", "reader")).isEqualTo(200);
            assertThat(status(application, "/stats", "x-api-key", "other")).isEqualTo(403);
            assertThat(status(application, "/later", "x-api-key", "reader")).isEqualTo(403);
            assertThat(application.getBeansOfType(SecurityFilterChain.class)).hasSize(1);
        }
    }

    private static ConfigurableApplicationContext start(Class<?>... sources) {
        return SpringApplication.run(
                sources, new String[] {"--server.port=0", "--server.forward-headers-strategy=none"});
    }

    private static int status(ConfigurableApplicationContext application, String path, String... headers)
            throws Exception {
        return StarterTest.get(application, path, headers).statusCode();
    }
}
