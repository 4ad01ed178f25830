package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Inserts many keys of a realm directly into a PostgreSQL database. */
final class KeyFiller {

    /**
     * The number of keys in globex if there are 100,000 keys. Every tenth key belongs to acme, and the remaining keys
     * belong to many other organizations. Ten keys each have a rare creator, a leaked secret, a rare
     * attribute and the permission domains:delete, and every tenth key was never used.
     */
    static final int IN_GLOBEX = 200;

    static final long STEP = 190_000;

    /**
     * The times of creation and of the last use begin at this time, in milliseconds, and end now, a million steps later.
     * Therefore, a key that a test creates or uses does not stand out in the statistics of the database. The times of
     * the expiry begin at twice this time.
     */
    static final long EPOCH = System.currentTimeMillis() - 1_000_003 * STEP;

    private KeyFiller() {}

    /**
     * Fills the realm. Deletes the keys of all other realms, which earlier tests left, because the database estimates
     * the number of rows from the values in all realms.
     */
    static void fill(TestRealm realm, int keys) {
        Sql.update("delete from ORG_API_KEY where REALM_ID not in (select ID from REALM where NAME = ?)", realm.name);
        Sql.update("delete from ORG_API_KEY_LAST_USE where KEY_ID not in (select ID from ORG_API_KEY)");
        Sql.update("delete from ORG_API_KEY_ATTRIBUTE where KEY_ID not in (select ID from ORG_API_KEY)");
        Sql.update(
                """
                insert into ORG_API_KEY (ID, REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, SLOT, NAME, SEARCH_NAME, ENABLED,
                    CREATED_AT, CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, VERSION, IDLE_SINCE,
                    EXPIRES_AT, LEAKED_AT)
                select md5('key' || i)::uuid::text, r.ID, organization, case when i %% 5 = 2 then 'user' else 'bot' end,
                    case when i %% 5 = 2 then md5('user' || i)::uuid::text else organization end,
                    case when i %% 5 = 2 then 0 else i end,
                    'Key ' || number, 'key ' || number, true, %1$d + i::bigint * 7919 %% 1000003 * %2$d, 'user', case when i %% 10000 = 7 then 'left' else 'nobody' end, 'nobody', 0, 0, 0,
                    case when i %% 4 > 0 then 2 * %1$d + i::bigint * 104729 %% 1000003 * %2$d end, case when i %% 10000 = 8 then 1 end
                from generate_series(1, ?) i
                    cross join lateral (select
                        case when i %% 10 = 0 then ? when i %% 500 = 1 then ? else md5('org' || i %% 900)::uuid::text end organization,
                        lpad((i::bigint * 7919 %% 100000)::text, 6, '0') number) computed
                    join REALM r on r.NAME = ?
                """.formatted(EPOCH, STEP),
                keys,
                realm.organizationId("acme"),
                realm.organizationId("globex"),
                realm.name);
        // update the statistics; otherwise, PostgreSQL would plan the foreign key checks of the next inserts for an
        // empty table
        Sql.update("analyze");
        Sql.update("""
                insert into ORG_API_KEY_SECRET (ID, KEY_ID, REALM_ID, DIGEST, LAST_FOUR, ISSUED_AT)
                select md5('secret' || i)::uuid::text, md5('key' || i)::uuid::text, r.ID,
                    encode(sha256(('secret' || i)::bytea), 'hex'), 'abcd', 0
                from generate_series(1, ?) i join REALM r on r.NAME = ?
                """, keys, realm.name);
        Sql.update("""
                insert into ORG_API_KEY_PERMISSION (KEY_ID, RESOURCE_NAME, ACTION_NAME)
                select md5('key' || i)::uuid::text, resource, 'read'
                from generate_series(1, ?) i cross join (values ('stats'), ('files')) given(resource)
                """, keys);
        Sql.update("""
                insert into ORG_API_KEY_PERMISSION (KEY_ID, RESOURCE_NAME, ACTION_NAME)
                select md5('key' || i)::uuid::text, 'domains', 'delete'
                from generate_series(1, ?) i where i % 10000 = 9
                """, keys);
        Sql.update("""
                insert into ORG_API_KEY_ATTRIBUTE (KEY_ID, MATCH_HASH, ATTRIBUTE_NAME, ATTRIBUTE_VALUE, VALUE_POSITION)
                select md5('key' || i)::uuid::text, encode(sha256(convert_to(concat_ws(chr(10), r.ID, 'plan', plan), 'UTF8')), 'hex'),
                    'plan', plan, 0
                from generate_series(1, ?) i
                    cross join lateral (select case when i % 10000 = 6 then 'rare' else 'usual' end plan) computed
                    join REALM r on r.NAME = ?
                """, keys, realm.name);
        Sql.update("""
                insert into ORG_API_KEY_LAST_USE (KEY_ID, REALM_ID, LAST_USED_AT)
                select md5('key' || i)::uuid::text, r.ID, case when i %% 10 = 3 then 0 else %d + i::bigint * 15485863 %% 1000003 * %d end
                from generate_series(1, ?) i join REALM r on r.NAME = ?
                """.formatted(EPOCH, STEP), keys, realm.name);
        Sql.update("analyze");
    }

    /** Returns the id of the owner of the user key with this number. The numbers of user keys are 2, 7, 12 … */
    static String userId(int number) {
        return uuidOfMd5("user" + number);
    }

    private static String uuidOfMd5(String text) {
        try {
            String hex = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(
                            Long.parseUnsignedLong(hex.substring(0, 16), 16),
                            Long.parseUnsignedLong(hex.substring(16), 16))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
