package io.orgkeys.keycloak.model;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyOrderTest {

    @Test
    void eachListedTextIsAnOrder() {
        assertThat(KeyOrder.TEXTS)
                .hasSize(8)
                .contains("name", "-createdAt")
                .allSatisfy(text -> assertThat(KeyOrder.of(text)).isPresent());
        assertThat(KeyOrder.of("-")).isEmpty();
        assertThat(KeyOrder.of("--name")).isEmpty();
    }
}
