package io.orgkeys.keycloak.token;

import java.net.URI;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RealmIssuerTest {

    @Test
    void equalsTheIssuerOfKeycloaksTokens() {
        assertThat(RealmIssuer.of(URI.create("https://sso.example.com/auth/"), "my realm"))
                .isEqualTo("https://sso.example.com/auth/realms/my%20realm")
                .isSameAs(RealmIssuer.of(URI.create("https://sso.example.com/auth/"), "my realm"));
    }

    @Test
    void keepsTheSpellingOfTheHostPerRequest() {
        assertThat(RealmIssuer.of(URI.create("https://SSO.example.org/"), "realm"))
                .isEqualTo("https://SSO.example.org/realms/realm");
        assertThat(RealmIssuer.of(URI.create("https://sso.example.org/"), "realm"))
                .isEqualTo("https://sso.example.org/realms/realm");
    }
}
