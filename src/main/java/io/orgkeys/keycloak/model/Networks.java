package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * From where a key may be used.
 *
 * @param all sorted, without repetition, at most {@value #MOST}; none means from anywhere
 */
public record Networks(List<Network> all) {

    /** No restriction. */
    public static final Networks ANYWHERE = new Networks(List.of());

    /** How many networks a key may have at most. */
    public static final int MOST = 20;

    public Networks {
        all = List.copyOf(new TreeSet<>(all));
    }

    /**
     * Reads networks as people write them.
     *
     * @param field where errors are noted: of a network below its place in the list, {@code field.0}
     */
    public static Networks parse(List<String> texts, String field, FieldErrors errors) {
        if (texts.size() > MOST) {
            errors.add(field, "Must be at most " + MOST + " networks.");
            return ANYWHERE;
        }
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Network.parse(texts.get(i), field + "." + i, errors).ifPresent(networks::add);
        }
        return new Networks(networks);
    }

    /**
     * Reads {@link #toString()}.
     *
     * @throws InvalidInputException when it is something else: a restriction that cannot be read must not become none
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

    /** Whether there are networks, and each is small enough to restrict anything. */
    public boolean isRestriction() {
        return !all.isEmpty() && all.stream().allMatch(Network::isRestriction);
    }

    /** Whether a key may be used from there; where nobody knows the address, only if it may be used from anywhere. */
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

    /** Whether each of the others lies within one of these. */
    public boolean cover(Networks others) {
        return all.isEmpty()
                || (!others.all.isEmpty()
                        && others.all.stream()
                                .allMatch(other -> all.stream().anyMatch(network -> network.contains(other))));
    }

    public List<String> toList() {
        return all.stream().map(Network::toString).toList();
    }

    /** With spaces between them. */
    @Override
    public String toString() {
        return all.stream().map(Network::toString).collect(Collectors.joining(" "));
    }
}
