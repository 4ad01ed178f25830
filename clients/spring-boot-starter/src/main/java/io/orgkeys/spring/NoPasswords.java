package io.orgkeys.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/** Accepts no password. Without this bean, Spring Boot would create a user with a random password and log it. */
final class NoPasswords implements AuthenticationProvider {

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        return null;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return false;
    }
}
