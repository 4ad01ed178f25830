package io.orgkeys.keycloak.model;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Creates keys and parts of keys for unit tests, so that only this class needs a change when a constructor changes.
 */
public final class SampleKey {

    private SampleKey() {}

    /** Returns texts with this name, in which every optional text is set. */
    public static KeyTexts texts(String name) {
        Class<?>[] types = Stream.of(KeyTexts.class.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] values = Stream.of(KeyTexts.class.getRecordComponents())
                .map(text -> text.getName().equals("name") ? name : "説明 " + text.getName())
                .toArray();
        try {
            return KeyTexts.class.getConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    public static ApiKey of(ApiKey.Identity identity, Permissions granted, @Nullable Instant expiresAt) {
        return new ApiKey(
                identity,
                new ApiKeyContent(KeyTexts.named("Name"), granted, Networks.ANYWHERE, Attributes.NONE, true, expiresAt),
                new ApiKey.CurrentSecret(Instant.EPOCH, "9f3K", null, null),
                new ApiKey.Audit(
                        Instant.EPOCH, new Actor(Actor.Type.USER, "creator", "alice"), Instant.EPOCH, null, 3));
    }
}
