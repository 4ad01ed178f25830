package io.orgkeys.keycloak.model;

import java.util.function.IntPredicate;

/**
 * Checks names and descriptions, which people read on a page, in a mail or in a terminal. Refuses characters that
 * change how the surrounding text looks, and characters that are not valid in any text. Accepts joiners and variation
 * selectors, because emoji and Indic scripts need them.
 */
public final class ReadableText {

    private ReadableText() {}

    /** Adds an error if the name is invalid. A name must also have a visible character. */
    public static void requireName(String field, String text, FieldErrors errors) {
        if (text.codePoints().noneMatch(ReadableText::isVisible)) {
            errors.add(field, FieldErrorCode.NO_VISIBLE_CHARACTER);
        } else {
            require(field, text, errors);
        }
    }

    /** Adds an error if the text is invalid. The text must be one line. */
    public static void require(String field, String text, FieldErrors errors) {
        refuse(field, text, ReadableText::isControl, FieldErrorCode.CONTROL_CHARACTERS, errors);
        refuse(field, text, ReadableText::isDirectional, FieldErrorCode.DIRECTION_CHARACTERS, errors);
        refuse(field, text, ReadableText::isInvalid, FieldErrorCode.INVALID_UNICODE, errors);
    }

    private static void refuse(String field, String text, IntPredicate wrong, FieldErrorCode code, FieldErrors errors) {
        if (text.codePoints().anyMatch(wrong)) {
            errors.add(field, code);
        }
    }

    /** Whether the character is a control character, or a separator of lines or paragraphs. */
    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /**
     * Whether the character is a mark, embedding, override or isolate of the bidirectional algorithm (UAX #9), or one
     * of the deprecated format characters that follow them in Unicode.
     */
    private static boolean isDirectional(int c) {
        return c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x206f);
    }

    /**
     * Whether the code point is a surrogate, noncharacter, annotation or tag, or one of the invisible code points
     * around the tags. Tags are refused, because they can hide a whole text.
     */
    private static boolean isInvalid(int c) {
        return Character.getType(c) == Character.SURROGATE
                || (c >= 0xfdd0 && c <= 0xfdef)
                || (c & 0xfffe) == 0xfffe
                || (c >= 0xfff9 && c <= 0xfffb)
                || (c >= 0xe0000 && c <= 0xe00ff)
                || (c >= 0xe01f0 && c <= 0xe0fff);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !isBlank(c);
        };
    }

    /**
     * Whether the code point is a Default_Ignorable_Code_Point (UAX #44) or the Braille blank. These are invisible, but
     * {@link Character#getType(int)} does not report this.
     */
    private static boolean isBlank(int c) {
        return c == 0x034f
                || c == 0x115f
                || c == 0x1160
                || c == 0x17b4
                || c == 0x17b5
                || (c >= 0x180b && c <= 0x180f)
                || c == 0x2800
                || c == 0x3164
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0xffa0
                || (c >= 0xfff0 && c <= 0xfff8)
                || (c >= 0xe0000 && c <= 0xe0fff)
                || isInvalid(c);
    }
}
