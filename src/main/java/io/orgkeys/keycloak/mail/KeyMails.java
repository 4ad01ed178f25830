package io.orgkeys.keycloak.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Leak;
import org.jboss.logging.Logger;

/**
 * Sends mails about keys of the realm in the session's context. Each recipient gets the mail in their own language. The
 * mails contain no link, so that a forged mail with a link does not look genuine. Do not send mails in the transaction
 * of a request, because the mail server may be slow.
 */
public final class KeyMails {

    static final String EXPIRY_TEMPLATE = "api-key-expires.ftl";
    static final String LEAK_TEMPLATE = "api-key-leaked.ftl";

    private static final Logger LOGGER = Logger.getLogger(KeyMails.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ApiKeyServices services;
    private final Recipients recipients;

    public KeyMails(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.services = ApiKeyServices.of(session);
        this.recipients = new Recipients(realm, services);
    }

    /** Returns whether the realm has a mail server. */
    public static boolean hasMailServer(RealmModel realm) {
        String from = realm.getSmtpConfig().get("from");
        return from != null && !from.isBlank();
    }

    /**
     * Notifies the owner of a user key, or the administrators of a bot key, that the key is about to expire.
     *
     * @return false if there are recipients, but the mail could not be sent to any of them
     */
    public boolean expires(ApiKey key, Instant expiresAt) {
        Collection<UserModel> all = key.type() == ApiKeyType.USER
                ? recipients.owner(key).stream().toList()
                : recipients.administrators(key);
        int sent = 0;
        for (UserModel recipient : all) {
            Map<String, Object> attributes = attributes(key);
            attributes.put("expiresAt", time(expiresAt, recipient));
            sent += send(MailMetrics.EXPIRY, recipient, "apiKeyExpiresSubject", EXPIRY_TEMPLATE, attributes) ? 1 : 0;
        }
        return sent > 0 || all.isEmpty();
    }

    /**
     * Notifies the owner of the key and the administrators of the organization's keys that the key leaked, and whether
     * it was disabled or deleted. Sends the mails on a thread of Keycloak. Call this method after the commit. Each mail
     * is sent at most once. If the node stops before it has sent a mail, the mail is lost.
     *
     * @param created the number of keys that were disabled because the leaked key had created them
     * @param reporterId the id of the reporter that found the secret
     */
    public static void sendLater(KeycloakSessionFactory sessions, Leak leak, int created, String reporterId) {
        // the task must not use leak.state(), because the users in it belong to a session that is closed when the task
        // runs
        ApiKey key = leak.state().key();
        Leak.Remedy remedy = leak.remedy();
        Runnable work = () -> KeycloakModelUtils.runJobInTransaction(sessions, session -> {
            session.getContext().setRealm(session.realms().getRealm(key.realmId()));
            if (hasMailServer(session.getContext().getRealm())) {
                new KeyMails(session).leaked(key, remedy, created, reporterId);
            }
        });
        logFailure(
                key,
                () -> sessions.getProviderFactory(ExecutorsProvider.class)
                        .create(null)
                        .getExecutor("org-api-keys-mail")
                        .execute(() -> logFailure(key, work)));
    }

    private static void logFailure(ApiKey leaked, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOGGER.errorf(e, "The mails about the leak of the API key %s could not be sent", leaked.id());
        }
    }

    private void leaked(ApiKey key, Leak.Remedy remedy, int created, String reporterId) {
        Map<String, UserModel> all = new LinkedHashMap<>();
        recipients.owner(key).ifPresent(owner -> all.put(owner.getId(), owner));
        recipients.administrators(key).forEach(one -> all.put(one.getId(), one));
        for (UserModel recipient : all.values()) {
            Map<String, Object> attributes = attributes(key);
            attributes.put("remedy", remedy.text());
            attributes.put("created", Integer.toString(created));
            attributes.put("reporter", PlainName.of(reporterId));
            send(MailMetrics.LEAK, recipient, "apiKeyLeakedSubject", LEAK_TEMPLATE, attributes);
        }
    }

    private Map<String, Object> attributes(ApiKey key) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("keyName", PlainName.of(key.content().name()));
        attributes.put("lastFour", PlainName.of(key.secret().lastFour()));
        attributes.put(
                "organizationName",
                services.memberships()
                        .organization(key.organizationId())
                        .map(OrganizationModel::getName)
                        .map(PlainName::of)
                        .orElse("-"));
        // ignore the language of the request that caused the mail, and use the language of the recipient
        attributes.put(Constants.IGNORE_ACCEPT_LANGUAGE_HEADER, "true");
        return attributes;
    }

    private String time(Instant time, UserModel recipient) {
        Locale locale = session.getContext().resolveLocale(recipient, true);
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(locale)
                        .withZone(ZoneOffset.UTC)
                        .format(time)
                + " UTC";
    }

    private boolean send(
            MailMetrics kind, UserModel recipient, String subject, String template, Map<String, Object> attributes) {
        try {
            session.getProvider(EmailTemplateProvider.class)
                    .setRealm(realm)
                    .setUser(recipient)
                    .send(subject, List.of(attributes.get("keyName")), template, attributes);
            kind.count(true);
            return true;
        } catch (EmailException e) {
            // Keycloak has logged the response of the mail server
            LOGGER.warnf(
                    "A mail about an API key could not be sent to the user %s of the realm %s: %s",
                    recipient.getId(), realm.getName(), e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.errorf(e, "A mail about an API key could not be created for the user %s", recipient.getId());
        }
        kind.count(false);
        return false;
    }
}
