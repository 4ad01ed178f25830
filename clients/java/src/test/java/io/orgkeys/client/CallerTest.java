package io.orgkeys.client;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallerTest {

    private static final String UUID = "11111111-1111-4111-8111-111111111111";

    @Test
    void belongsToAnOrganizationByAliasOrId() {
        Caller caller = Caller.forTests("alice", "acme");
        assertThat(caller.isIn("acme")).isTrue();
        assertThat(caller.isIn("id-of-acme")).isTrue();
        assertThat(caller.isIn("globex")).isFalse();
        assertThat(caller.isIn("")).isFalse();
        assertThat(caller.isIn(null)).isFalse();
    }

    @Test
    void readsAUuidAsIdAndNotAsAlias() {
        Caller caller = Caller.forTests("alice", UUID);
        assertThat(caller.isIn("id-of-" + UUID)).isTrue();
        assertThat(caller.isIn(UUID)).isFalse();
    }
}
