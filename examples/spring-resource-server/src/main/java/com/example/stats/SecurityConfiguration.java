package com.example.stats;

import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.introspection.RestClientOpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.client.RestClient;

@Configuration
@EnableMethodSecurity
class SecurityConfiguration {

    @Bean
    SecurityFilterChain security(HttpSecurity http, ApiKeyResolver keys, Problems problems) {
        return http.authorizeHttpRequests(requests -> requests
                        .requestMatchers("/stats")
                        .hasAuthority("SCOPE_stats:read")
                        .requestMatchers("/organizations/{organization}/stats")
                        .access(AuthorizationManagers.allOf(
                                AuthorityAuthorizationManager.hasAuthority("SCOPE_stats:read"), ofTheOrganization()))
                        // @PreAuthorize in the controller requires the permission
                        .requestMatchers("/domains/*")
                        .authenticated()
                        // The error page of a failed request does not require a key
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(server -> server.bearerTokenResolver(keys)
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                            @Override
                            public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                                // Without this handler, the caller gets a 500 while Keycloak is down
                                filter.setAuthenticationFailureHandler(problems);
                                return filter;
                            }
                        })
                        .opaqueToken(Customizer.withDefaults()))
                // Each request carries a key, so there is no session cookie that another site could misuse
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(CsrfConfigurer::disable)
                .build();
    }

    /** Requires that the caller belongs to the organization in the path. */
    private static AuthorizationManager<RequestAuthorizationContext> ofTheOrganization() {
        return (authentication, context) -> new AuthorizationDecision(
                authentication.get().getPrincipal() instanceof OAuth2AuthenticatedPrincipal caller
                        && Organizations.of(caller).contains(context.getVariables().get("organization")));
    }

    /** Creates an introspector like that of Spring Boot, but with timeouts. */
    @Bean
    OpaqueTokenIntrospector introspector(
            @Value("${spring.security.oauth2.resourceserver.opaquetoken.introspection-uri}") String uri,
            @Value("${spring.security.oauth2.resourceserver.opaquetoken.client-id}") String clientId,
            @Value("${spring.security.oauth2.resourceserver.opaquetoken.client-secret}") String clientSecret) {
        JdkClientHttpRequestFactory connections = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build());
        connections.setReadTimeout(Duration.ofSeconds(5));
        return new RestClientOpaqueTokenIntrospector(
                uri,
                RestClient.builder()
                        .requestFactory(connections)
                        .defaultHeaders(headers -> headers.setBasicAuth(encoded(clientId), encoded(clientSecret)))
                        .build());
    }

    /** Encodes a client credential for HTTP Basic authentication (RFC 6749 §2.3.1). */
    private static String encoded(String credential) {
        return URLEncoder.encode(credential, StandardCharsets.UTF_8);
    }
}
