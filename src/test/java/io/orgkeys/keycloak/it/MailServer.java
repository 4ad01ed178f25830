package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/** A mail server for tests, which keeps the mails that realms send. */
final class MailServer implements AutoCloseable {

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    /**
     * A mail as its recipient sees it.
     *
     * @param parts the plain text and the HTML
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

    /** Configures the realm to send its mails to this server. */
    MailServer serve(TestRealm realm) {
        realm.change(Map.of(
                "smtpServer",
                Map.of(
                        "host", "127.0.0.1",
                        "port", String.valueOf(mail.getSmtp().getPort()),
                        "from", "keycloak@example.com")));
        return this;
    }

    /**
     * Waits for at least this number of mails about keys whose names begin with this text. Returns them sorted by
     * recipient.
     */
    List<Mail> about(String name, int count) {
        new Lags().await(Duration.ofSeconds(30), () -> about(name).size() >= count);
        return about(name);
    }

    private List<Mail> about(String name) {
        return all().filter(mail -> mail.parts().get(0).contains('"' + name)).toList();
    }

    private Stream<Mail> all() {
        return Stream.of(mail.getReceivedMessages()).map(Mail::of).sorted(Comparator.comparing(Mail::to));
    }

    /** Returns and deletes all mails that have arrived. */
    List<Mail> takeAll() {
        List<Mail> all = all().toList();
        try {
            mail.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    @Override
    public void close() {
        mail.stop();
    }
}
