package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/** Takes the mails of realms, and keeps them. */
final class MailServer implements AutoCloseable {

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    /**
     * A mail as its recipient sees it.
     *
     * @param parts the plain text, and the HTML
     */
    record Mail(String to, String subject, List<String> parts) {

        static Mail of(MimeMessage message) {
            try {
                MimeMultipart content = (MimeMultipart) message.getContent();
                BodyPart text = content.getBodyPart(0);
                BodyPart html = content.getBodyPart(1);
                return new Mail(
                        message.getAllRecipients()[0].toString(),
                        message.getSubject(),
                        List.of(text.getContent().toString(), html.getContent().toString()));
            } catch (MessagingException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    MailServer() {
        mail.start();
    }

    /** Has the realm send its mails here. */
    MailServer serve(TestRealm realm) {
        realm.change(Map.of(
                "smtpServer",
                Map.of(
                        "host", "127.0.0.1",
                        "port", String.valueOf(mail.getSmtp().getPort()),
                        "from", "keycloak@example.com")));
        return this;
    }

    /** Waits until there are so many since the last time this was called, and takes them, sorted by recipient. */
    List<Mail> take(int count) {
        if (!mail.waitForIncomingEmail(20_000, count)) {
            throw new AssertionError("Only " + mail.getReceivedMessages().length + " of " + count + " mails came.");
        }
        return takeAll();
    }

    /** Those that are there. */
    List<Mail> takeAll() {
        List<Mail> all = Stream.of(mail.getReceivedMessages())
                .map(Mail::of)
                .sorted(java.util.Comparator.comparing(Mail::to))
                .toList();
        try {
            mail.purgeEmailFromAllMailboxes();
        } catch (com.icegreen.greenmail.store.FolderException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    @Override
    public void close() {
        mail.stop();
    }
}
