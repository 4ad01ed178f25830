package io.orgkeys.keycloak.jpa;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;

import io.orgkeys.keycloak.model.Attributes;
import org.hibernate.annotations.Nationalized;

/** A row of {@code ORG_API_KEY_ATTRIBUTE}, without the column of the key: one value of an attribute. */
@Embeddable
@Access(AccessType.FIELD)
@SuppressWarnings("NullAway.Init") // filled by JPA
class AttributeColumns {

    @Column(name = "ATTRIBUTE_NAME", nullable = false, length = 64)
    String name;

    @Nationalized
    @Column(name = "ATTRIBUTE_VALUE", nullable = false)
    String value;

    /** The position of the value among the values of the name. */
    @Column(name = "VALUE_POSITION", nullable = false)
    int position;

    /** See {@link #matchHash}. */
    @Column(name = "MATCH_HASH", nullable = false, length = 64)
    String hash;

    static List<AttributeColumns> of(String realmId, Attributes attributes) {
        return attributes.toMap().entrySet().stream()
                .flatMap(entry -> IntStream.range(0, entry.getValue().size())
                        .mapToObj(position ->
                                of(realmId, entry.getKey(), entry.getValue().get(position), position)))
                .toList();
    }

    private static AttributeColumns of(String realmId, String name, String value, int position) {
        AttributeColumns columns = new AttributeColumns();
        columns.name = name;
        columns.value = value;
        columns.position = position;
        columns.hash = matchHash(realmId, name, value);
        return columns;
    }

    static Attributes toAttributes(Collection<AttributeColumns> rows) {
        if (rows.isEmpty()) {
            return Attributes.NONE;
        }
        TreeMap<String, List<String>> values = new TreeMap<>();
        sorted(rows)
                .forEach(row -> values.computeIfAbsent(row.name, name -> new ArrayList<>())
                        .add(row.value));
        return Attributes.of(values);
    }

    private static Stream<AttributeColumns> sorted(Collection<AttributeColumns> rows) {
        return rows.stream().sorted(Comparator.comparingInt(row -> row.position));
    }

    /**
     * Returns the hash by which keys with this value are found. The column with the value is not compared, because many
     * databases ignore the case and trailing spaces, and the index over it would be much larger.
     */
    static String matchHash(String realmId, String name, String value) {
        byte[] matched = (realmId + '\n' + name + '\n' + value).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(HashUtils.hash(JavaAlgorithm.SHA256, matched));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttributeColumns columns && position == columns.position && hash.equals(columns.hash);
    }

    @Override
    public int hashCode() {
        return Objects.hash(position, hash);
    }
}
