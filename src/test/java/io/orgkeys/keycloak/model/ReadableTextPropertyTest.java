package io.orgkeys.keycloak.model;

import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests which characters names and descriptions may contain, in all scripts. */
class ReadableTextPropertyTest {

    private static final List<Integer> REFUSED = List.of(
            0x0, 0x9, 0xa, 0x7f, 0x85, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0x206a,
            0x206f, 0xd800, 0xdfff, 0xfdd0, 0xfdef, 0xfff9, 0xfffb, 0xfffe, 0xffff, 0x1fffe, 0x10ffff, 0xe0001, 0xe0020,
            0xe007f);

    private static final List<Integer> INVISIBLE = List.of(
            0x20, 0xa0, 0xad, 0x34f, 0x115f, 0x1160, 0x1680, 0x17b4, 0x180b, 0x180e, 0x180f, 0x2000, 0x200b, 0x200c,
            0x200d, 0x205f, 0x2060, 0x2064, 0x2800, 0x3000, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0x1d173, 0xe0100,
            0xe01ef);

    @Provide
    static Arbitrary<String> letters() {
        return Arbitraries.strings()
                .withChars("aZ9 -_äßЖ中あק\u0915\u094d\ufb03")
                .ofMaxLength(20)
                .map(text -> text + "x");
    }

    @Provide
    static Arbitrary<String> refused() {
        return Arbitraries.of(REFUSED).map(Character::toString);
    }

    @Provide
    static Arbitrary<String> invisible() {
        return Arbitraries.of(INVISIBLE)
                .map(Character::toString)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(list -> String.join("", list));
    }

    @Property
    void acceptsLettersOfAnyScript(@ForAll("letters") String text) {
        assertThat(name(text)).isEmpty();
        assertThat(description(text)).isEmpty();
    }

    @Property
    void refusesMisleadingCharactersAnywhere(
            @ForAll("letters") String before, @ForAll("refused") String wrong, @ForAll("letters") String after) {
        assertThat(name(before + wrong + after)).containsExactly("text");
        assertThat(description(before + wrong + after)).containsExactly("text");
    }

    @Property
    void refusesANameOfInvisibleCharactersOnly(@ForAll("letters") String letters, @ForAll("invisible") String text) {
        assertThat(name(text)).containsExactly("text");
        assertThat(description(text)).isEmpty();
        assertThat(name(letters + text + letters)).isEmpty();
    }

    /** Checks each Unicode code point, so that the test covers every category of characters. */
    @Example
    void classifiesEveryCharacter() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            if (!description(text).isEmpty()) {
                assertThat(name("a" + text)).as("U+%04X", c).isNotEmpty();
            }
            if (Character.isLetterOrDigit(c) && !INVISIBLE.contains(c)) {
                assertThat(name(text)).as("U+%04X", c).isEmpty();
            }
            if (Character.isWhitespace(c) || Character.getType(c) == Character.FORMAT) {
                assertThat(name(text)).as("U+%04X", c).isNotEmpty();
            }
        }
    }

    @Example
    void acceptsJoinersWithinAName() {
        for (String text : Arrays.asList(
                "\ud83d\udc69\u200d\ud83d\udcbb CI", // a woman at a computer
                "\u2764\ufe0f", // a red heart
                "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian
                "\u0915\u094d\u200d\u0937", // Devanagari
                "\ud83c\udde9\ud83c\uddea")) { // a flag
            assertThat(name(text)).as(text).isEmpty();
        }
    }

    private static List<String> name(String text) {
        FieldErrors errors = new FieldErrors();
        ReadableText.requireName("text", text, errors);
        return fields(errors);
    }

    private static List<String> description(String text) {
        FieldErrors errors = new FieldErrors();
        ReadableText.require("text", text, errors);
        return fields(errors);
    }

    private static List<String> fields(FieldErrors errors) {
        InvalidInputException thrown = catchThrowableOfType(InvalidInputException.class, errors::throwIfAny);
        return thrown == null
                ? List.of()
                : thrown.errors().stream().map(FieldError::field).toList();
    }
}
