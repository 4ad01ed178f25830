package io.orgkeys.keycloak.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

import org.jspecify.annotations.Nullable;

/**
 * The messages of our pages in one language, without the messages of Keycloak. Messages without a translation are in
 * English.
 *
 * @param locale the BCP 47 tag of the language
 */
public record PageMessages(String locale, SortedMap<String, String> messages) {

    /** The languages of {@code themes/messages}. A directory of a jar cannot be listed reliably. */
    static final List<Locale> TRANSLATED = Stream.of(
                    "ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt-BR", "zh-CN")
            .map(Locale::forLanguageTag)
            .toList();

    private static final String PREFIX = "orgApiKeys";

    /** The length that BCP 47 recommends to support (RFC 5646 §4.4.1). Everybody can send longer ones. */
    private static final int MAX_LENGTH = 35;

    /**
     * Returns the messages that the page of the account console has, with the changes of the realm's theme and of the
     * realm's own localization, in the language that matches best.
     *
     * @param requested a BCP 47 tag
     */
    public static PageMessages of(KeycloakSession session, @Nullable String requested) {
        RealmModel realm = session.getContext().getRealm();
        Locale locale = bestMatch(requested, offered(realm));
        try {
            return of(locale, session.theme().getTheme(Theme.Type.ACCOUNT).getEnhancedMessages(realm, locale));
        } catch (IOException e) {
            throw new UncheckedIOException("The messages of the theme cannot be read.", e);
        }
    }

    private static PageMessages of(Locale locale, Properties all) {
        SortedMap<String, String> ours = new TreeMap<>();
        for (String key : all.stringPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                ours.put(key, all.getProperty(key, ""));
            }
        }
        return new PageMessages(locale.toLanguageTag(), ours);
    }

    /**
     * Returns the languages in which there can be messages. Keycloak keeps the messages of each language that was
     * requested in memory, so a request must not be able to choose any other language.
     */
    private static Collection<Locale> offered(RealmModel realm) {
        Stream<String> ofRealm =
                Stream.concat(realm.getSupportedLocalesStream(), realm.getRealmLocalizationTexts().keySet().stream());
        return Stream.concat(TRANSLATED.stream(), ofRealm.map(PageMessages::parse))
                .toList();
    }

    /**
     * Returns the requested language, the same language without some of the last parts of the tag, or the language of
     * another region. Otherwise, English.
     */
    static Locale bestMatch(@Nullable String requested, Collection<Locale> offered) {
        Locale locale = requested == null || requested.length() > MAX_LENGTH ? Locale.ROOT : parse(requested);
        if (locale.getLanguage().isEmpty()) {
            return Locale.ENGLISH;
        }
        Locale found = Locale.lookup(List.of(new LanguageRange(locale.toLanguageTag())), offered);
        return found != null
                ? found
                : offered.stream()
                        .filter(other -> other.getLanguage().equals(locale.getLanguage()))
                        .findFirst()
                        .orElse(Locale.ENGLISH);
    }

    /** Parses a tag. A few old locales of Keycloak have an underscore. */
    private static Locale parse(String tag) {
        return Locale.forLanguageTag(tag.replace('_', '-'));
    }
}
