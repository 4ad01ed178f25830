package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The networks from which a key can be used.
 *
 * @param all sorted, without duplicates, at most {@value #MOST}; empty means anywhere
 */
public record Networks(List<Network> all) {

    /** The empty list, which allows every address. */
    public static final Networks ANYWHERE = new Networks(List.of());

    /** The maximum number of networks of a key. */
    public static final int MOST = 20;

    public Networks {
        all = List.copyOf(new TreeSet<>(all));
    }

    /**
     * Parses networks in a request.
     *
     * @param field the field whose errors are added; the error of a single network contains its index, as in {@code
     *     field.0}
     */
    public static Networks parse(List<String> texts, String field, FieldErrors errors) {
        if (texts.size() > MOST) {
            errors.add(field, FieldErrorCode.TOO_MANY_ENTRIES, MOST);
            return ANYWHERE;
        }
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Network.parse(texts.get(i), field + "." + i, errors).ifPresent(networks::add);
        }
        return new Networks(networks);
    }

    /**
     * Parses the text that {@link #toString()} returns.
     *
     * @throws InvalidInputException when the text is invalid, because an invalid restriction must not be treated as no
     *     restriction
     */
    public static Networks ofText(String text) {
        if (text.isEmpty()) {
            return ANYWHERE;
        }
        FieldErrors errors = new FieldErrors();
        Networks networks = parse(List.of(text.split(" ", -1)), "networks", errors);
        errors.throwIfAny();
        return networks;
    }

    public boolean isAnywhere() {
        return all.isEmpty();
    }

    /** Whether there is at least one network, and each is small enough to be a restriction. */
    public boolean isRestriction() {
        return !all.isEmpty() && all.stream().allMatch(Network::isRestriction);
    }

    /**
     * Whether a key can be used from this address. If the address is unknown (empty), returns true only if the key can
     * be used from anywhere.
     */
    public boolean allow(Optional<ClientAddress> address) {
        if (all.isEmpty()) {
            return true;
        }
        if (address.isEmpty()) {
            return false;
        }
        for (Network network : all) {
            if (network.contains(address.get())) {
                return true;
            }
        }
        return false;
    }

    /** Whether each of the other networks lies within one of these networks. */
    public boolean cover(Networks others) {
        return all.isEmpty()
                || (!others.all.isEmpty()
                        && others.all.stream()
                                .allMatch(other -> all.stream().anyMatch(network -> network.contains(other))));
    }

    public List<String> toList() {
        return all.stream().map(Network::toString).toList();
    }

    /** Returns the networks, separated by spaces. */
    @Override
    public String toString() {
        return all.stream().map(Network::toString).collect(Collectors.joining(" "));
    }
}
