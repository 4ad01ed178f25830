package io.orgkeys.spring;

import io.orgkeys.client.KeyVerifier;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/**
 * Adds the verification of API keys to a filter chain. An application with its own rules uses this bean:
 *
 * <pre>{@code
 * @Bean
 * SecurityFilterChain api(HttpSecurity http, ApiKeySecurity keys) throws Exception {
 *     return keys.protect(http)
 *             .authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("stats:read"))
 *             .build();
 * }
 * }</pre>
 *
 * <p>The application does not start if no filter chain verifies keys, or if a request could match no filter chain.
 *
 * <p>Without a bean of the type {@code SecurityFilterChain}, each request needs a valid key, and {@code @PreAuthorize}
 * checks the permissions.
 */
public final class ApiKeySecurity {

    private final KeyVerifier keys;
    private final ClientAddress address;
    private final Refusals refusals = new Refusals();

    ApiKeySecurity(KeyVerifier keys, ClientAddress address) {
        this.keys = keys;
        this.address = address;
    }

    /** Verifies the key of each request of this filter chain. The application then adds its rules. */
    // The declared exception is that of HttpSecurity in Spring Security 6
    public HttpSecurity protect(HttpSecurity http) throws Exception {
        return http.addFilterBefore(new ApiKeyFilter(keys, address), AnonymousAuthenticationFilter.class)
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                // Each request carries a key, so there is no session cookie that another site could misuse
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(CsrfConfigurer::disable)
                .logout(LogoutConfigurer::disable)
                .requestCache(RequestCacheConfigurer::disable);
    }
}
