package io.orgkeys.spring;

import jakarta.servlet.DispatcherType;

import io.micrometer.core.instrument.MeterRegistry;
import io.orgkeys.client.KeyVerifier;
import io.orgkeys.client.Metrics;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Protects the application with API keys. Runs before the security of Spring Boot itself, which steps back then. The
 * names of its classes differ between Spring Boot 3 and 4.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(ApiKeysProperties.class)
@EnableMethodSecurity
class ApiKeysAutoConfiguration {

    /** A test defines its own bean, such as {@code FakeKeys}, and needs no properties. */
    @Bean
    @ConditionalOnMissingBean
    KeyVerifier keyVerifier(ApiKeysProperties properties, ObjectProvider<Metrics> metrics) {
        return properties.start(metrics.getIfAvailable(() -> Metrics.NONE));
    }

    @Bean
    ApiKeySecurity apiKeySecurity(KeyVerifier keys, ApiKeysProperties properties, Environment environment) {
        return new ApiKeySecurity(keys, properties.clientAddress().checked(environment));
    }

    @Bean
    FilterChainCheck apiKeyFilterChainCheck(ObjectProvider<SecurityFilterChain> chains) {
        return new FilterChainCheck(chains);
    }

    /** Requires a valid key for each request. The actuator shows its health to everybody, and nothing else. */
    @Bean
    @ConditionalOnMissingBean(SecurityFilterChain.class)
    SecurityFilterChain apiKeySecurityFilterChain(HttpSecurity http, ApiKeySecurity keys, Environment environment)
            throws Exception {
        ActuatorPaths actuator = ActuatorPaths.of(environment);
        return keys.protect(http)
                .authorizeHttpRequests(requests -> requests
                        // The error page of a failed request does not require a key
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers((RequestMatcher) actuator::includesAsHealth)
                        .permitAll()
                        .requestMatchers((RequestMatcher) actuator::includes)
                        .denyAll()
                        .anyRequest()
                        .authenticated())
                .build();
    }

    @Bean
    @ConditionalOnMissingBean({AuthenticationManager.class, AuthenticationProvider.class, UserDetailsService.class})
    AuthenticationProvider noPasswords() {
        return new NoPasswords();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
    static class MicrometerConfiguration {

        @Bean
        @ConditionalOnMissingBean
        Metrics apiKeyMetrics(ObjectProvider<MeterRegistry> registries) {
            MeterRegistry registry = registries.getIfUnique();
            return registry == null ? Metrics.NONE : new MeterMetrics(registry);
        }
    }
}
