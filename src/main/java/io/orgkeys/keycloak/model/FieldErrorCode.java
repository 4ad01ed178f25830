package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind of error of a field in a request. Each code has an English text, in which {@code {0}} is the first parameter.
 * Programs read the code, and the pages translate it: see {@link #isInForms}.
 */
public enum FieldErrorCode {

    // any field
    REQUIRED(Cause.FORM, "Is required."),
    UNKNOWN_FIELD(Cause.PROGRAM, "There is no such field."),
    READ_ONLY(Cause.PROGRAM, "Cannot be changed."),
    NOT_ALLOWED(Cause.PROGRAM, "Must be one of: {0}."),
    INVALID_ID(Cause.FORM, "Is not a valid id."),

    // types
    NOT_TEXT(Cause.PROGRAM, "Must be a string."),
    NOT_BOOLEAN(Cause.PROGRAM, "Must be true or false."),
    NOT_INTEGER(Cause.PROGRAM, "Must be a whole number."),
    NOT_OBJECT(Cause.PROGRAM, "Must be a JSON object."),
    NOT_TEXT_LIST(Cause.PROGRAM, "Must be a list of strings, such as [\"read\"]."),
    NOT_OBJECT_LIST(Cause.PROGRAM, "Must be a list of at most {0} objects."),
    NOT_ID_LIST(Cause.PROGRAM, "Must be a list of 1 to {0} ids."),

    // texts
    TOO_LONG(Cause.FORM, "Must have at most {0} characters."),
    NO_VISIBLE_CHARACTER(Cause.FORM, "Must have at least one visible character."),
    CONTROL_CHARACTERS(Cause.FORM, "Must not have line breaks or other control characters."),
    DIRECTION_CHARACTERS(Cause.FORM, "Must not have characters that change the direction of text."),
    INVALID_UNICODE(Cause.FORM, "Must be valid Unicode, without noncharacters and tags."),
    UNSTORABLE(Cause.FORM, "Must not have emoji or other characters that some databases cannot store."),
    CONTAINS_SECRET(
            Cause.FORM, "Must not contain the secret of an API key: users can see this text, and events contain it."),
    INVALID_NAME(
            Cause.FORM,
            "\"{0}\" is not a valid name. A name starts with a letter from A to Z, followed by letters from A to Z in"
                    + " upper or lower case, digits, dots, underscores and hyphens. It has at most 64 characters."),
    NAME_TAKEN(Cause.FORM, "\"{0}\" is not unique. Two names cannot differ only in upper and lower case."),
    NOT_AN_ACTION(Cause.PROGRAM, "\"{0}\" is not one of the actions."),

    // numbers, lists and times
    OUT_OF_RANGE(Cause.PROGRAM, "Must be a whole number between {0} and {1}."),
    SECONDS_OUT_OF_RANGE(Cause.FORM, "Must be between {0} and {1} seconds."),
    NO_ENTRIES(Cause.PROGRAM, "Must have at least one entry."),
    TOO_MANY_ENTRIES(Cause.FORM, "Must have at most {0} entries."),
    INVALID_TIME(Cause.FORM, "Must be a time such as 2027-01-31T12:00:00Z, in the years 1970 to 9999."),
    IN_PAST(Cause.FORM, "Must be in the future."),
    IN_FUTURE(Cause.PROGRAM, "Must not be in the future."),

    // keys
    EXPIRY_TOO_LATE(Cause.FORM, "Must be {0} or earlier: the realm limits the lifetime of keys."),
    EXPIRY_BEYOND_OWN(Cause.PROGRAM, "Must be {0} or earlier: a key cannot grant a later expiry than its own."),
    INVALID_NETWORK(
            Cause.FORM,
            "Must be an IP address or a CIDR range, such as 192.0.2.0/24 or 2001:db8::/32. Host names are not"
                    + " allowed."),
    ADDRESS_IN_NETWORK(
            Cause.FORM, "Is an address within a CIDR range, not a CIDR range. Use {0}, or the address alone."),
    NETWORKS_REQUIRED(
            Cause.FORM,
            "Is required: the realm requires keys of this type to be restricted to networks, with a prefix of /{0} or"
                    + " longer in IPv4 and /{1} or longer in IPv6."),
    NETWORKS_BEYOND_OWN(Cause.PROGRAM, "Must lie within {0}: a key cannot allow networks beyond its own."),
    UNKNOWN_RESOURCE(Cause.FORM, "The catalog has no resource \"{0}\"."),
    UNKNOWN_ACTION(Cause.FORM, "There is no action \"{0}\". Choose from: {1}."),
    NOT_A_MEMBER(Cause.FORM, "Is not a member of the organization."),
    BOT_OWNER(Cause.PROGRAM, "A bot key belongs to the organization, not to a user."),
    ONE_OWNER(Cause.PROGRAM, "Send either organizationId or userId."),

    // the import
    INVALID_SHA256(Cause.PROGRAM, "Must be the SHA-256 of the whole secret in hexadecimal, 64 characters."),
    INVALID_LAST_FOUR(Cause.PROGRAM, "Must be the last four characters of the secret."),
    PREFIX_REQUIRED(
            Cause.PROGRAM, "Is required: the prefix of the secrets, or null for secrets in this product's own format."),
    PREFIX_NOT_ACCEPTED(
            Cause.PROGRAM,
            "The realm does not accept secrets with this prefix. Add it to the setting importedPrefixes first."),

    // the settings
    SETTINGS_EXIST(Cause.PROGRAM, "The realm already has settings for API keys."),
    LONGER_THAN_MAXIMUM(Cause.PROGRAM, "Must not be longer than the maximum lifetime."),
    INVALID_PREFIX(Cause.PROGRAM, "Must be 2 to 12 lower-case letters and digits, starting with a letter."),
    INVALID_ATTRIBUTE_NAMES(
            Cause.PROGRAM,
            "Must have at most {0} names, each of 1 to 64 letters, digits, dots, hyphens and underscores, beginning"
                    + " with a letter."),
    INVALID_IMPORTED_PREFIXES(
            Cause.PROGRAM,
            "Must have at most {0} prefixes, each of 3 to {1} letters, digits, dots, hyphens and underscores, and not"
                    + " the \"eyJ\" of a JWT."),
    INVALID_REPORTERS(
            Cause.FORM,
            "Must have at most {0} reporters, each with a unique id of 1 to {1} letters, digits, dots, hyphens,"
                    + " underscores and colons, and the PEM of a public key on the curve P-256."),

    // queries and headers
    UNKNOWN_PARAMETER(Cause.PROGRAM, "There is no such query parameter. Choose from: {0}."),
    NO_PARAMETERS(Cause.PROGRAM, "There is no such query parameter, and this endpoint has no others."),
    REPEATED_PARAMETER(Cause.PROGRAM, "Must be sent only once."),
    INVALID_PERMISSION(Cause.PROGRAM, "Must be a resource, a colon and an action, such as stats:read."),
    INVALID_ATTRIBUTE_QUERY(
            Cause.FORM,
            "Must be attributes such as plan:pro or note:\"two words\", separated by spaces, at most {0}, each name"
                    + " once."),
    LATER_THAN_END(Cause.PROGRAM, "Must not be later than \"to\"."),
    TOO_MANY_POINTS(Cause.PROGRAM, "Is too early: a series has at most {0} points, one for each {1}."),
    INVALID_ACCEPT(Cause.PROGRAM, "Must be a valid header, such as text/csv."),

    // bodies
    BODY_TOO_LARGE(Cause.PROGRAM, "Must not be larger than {0} KiB."),
    BODY_TOO_COMPLEX(Cause.PROGRAM, "Is nested more than {0} levels deep, or has a number or a name that is too long."),
    BODY_NOT_JSON(Cause.PROGRAM, "Is not valid JSON (line {0}, column {1})."),
    BODY_NOT_READ(Cause.PROGRAM, "Could not be read completely.");

    /** Who can cause an error. */
    private enum Cause {
        /** A person, in a form that does not prevent the error. A program can cause it, too. */
        FORM,
        /** Only a program: the forms prevent the error or do not have the field. */
        PROGRAM
    }

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)}");

    private final Cause cause;
    private final String text;
    private final String template;

    FieldErrorCode(Cause cause, String template) {
        this.cause = cause;
        this.text = camelCase(name());
        this.template = template;
    }

    private static String camelCase(String name) {
        return Pattern.compile("_(.)")
                .matcher(name.toLowerCase(Locale.ROOT))
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    /** Returns the code in JSON, such as {@code tooLong}. */
    public String text() {
        return text;
    }

    /** Returns the English text, with {@code {0}} in place of the first parameter. */
    public String template() {
        return template;
    }

    /**
     * Whether a person can cause the error in a form of the pages. The pages then have the text {@code
     * orgApiKeysError.<code>} in each language. For other codes, they show the English text.
     */
    public boolean isInForms() {
        return cause == Cause.FORM;
    }

    /** Returns the number of parameters. */
    int placeholders() {
        return (int) PLACEHOLDER
                .matcher(template)
                .results()
                .map(MatchResult::group)
                .distinct()
                .count();
    }

    /** Returns the English text with these parameters. */
    String detail(List<String> params) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(params.get(Integer.parseInt(match.group(1)))));
    }
}
