package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeProvider;

import io.orgkeys.keycloak.console.ConsoleFiles.Scripts;
import org.jspecify.annotations.Nullable;

/**
 * Decorates the console themes of all other providers. This provider lists no themes of its own, so it adds no theme to
 * the choice in the admin console.
 *
 * @param scripts null if our pages are disabled; this provider then has no theme
 */
record ConsoleThemeProvider(
        KeycloakSession session, @Nullable Scripts scripts) implements ThemeProvider {

    /**
     * Keycloak takes a theme from the provider with the highest priority. The priorities of Keycloak's own providers
     * are below 1,000.
     */
    private static final int BEFORE_ALL_OTHERS = 10_000;

    @Override
    public int getProviderPriority() {
        return BEFORE_ALL_OTHERS;
    }

    @Override
    @SuppressWarnings("NullAway") // Keycloak expects null if there is no such theme
    public @Nullable Theme getTheme(String name, Theme.Type type) throws IOException {
        Optional<ThemeProvider> provider = providerOf(name, type);
        if (scripts == null || provider.isEmpty()) {
            return null;
        }
        Theme theme = provider.get().getTheme(name, type);
        return theme == null ? null : new ConsoleTheme(theme, scripts);
    }

    @Override
    public boolean hasTheme(String name, Theme.Type type) {
        return providerOf(name, type).isPresent();
    }

    @Override
    public Set<String> nameSet(Theme.Type type) {
        return Set.of();
    }

    private Optional<ThemeProvider> providerOf(String name, Theme.Type type) {
        if (scripts == null || (type != Theme.Type.ADMIN && type != Theme.Type.ACCOUNT)) {
            return Optional.empty();
        }
        return session.getAllProviders(ThemeProvider.class).stream()
                .filter(provider -> !(provider instanceof ConsoleThemeProvider))
                .filter(provider -> provider.hasTheme(name, type))
                .max(Comparator.comparingInt(ThemeProvider::getProviderPriority));
    }

    @Override
    public void close() {}
}
