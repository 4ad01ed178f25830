package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

import io.orgkeys.keycloak.server.Ports;
import org.jspecify.annotations.Nullable;

/** A real LDAP directory, OpenLDAP's slapd, which tests can stop and start. */
@SuppressWarnings("BanJNDI") // the test connects only to a directory that it has started itself
final class Directory implements AutoCloseable {

    private static final String SUFFIX = "dc=directory,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String GROUPS = "ou=groups," + SUFFIX;
    private static final String ADMIN = "cn=admin," + SUFFIX;
    private static final String PASSWORD = "admin";

    private final Path program = Gateway.program("slapd");
    private final Path home;
    private final int port = Ports.free();
    private @Nullable Gateway process;

    private Directory(Path home) {
        this.home = home;
    }

    /** Starts an empty directory. If slapd is missing, skips the test, or fails in CI. */
    static Directory startEmpty(Path home) {
        Directory directory = new Directory(home.toAbsolutePath());
        directory.configure();
        directory.start();
        directory.add(SUFFIX, Map.of("objectClass", List.of("dcObject", "organization"), "o", List.of("Example")));
        for (String unit : List.of(PEOPLE, GROUPS)) {
            directory.add(unit, Map.of("objectClass", List.of("organizationalUnit")));
        }
        return directory;
    }

    private void configure() {
        try {
            Path data = home.resolve("data");
            if (Files.exists(data)) {
                try (var files = Files.list(data)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(data);
            Files.writeString(home.resolve("slapd.conf"), """
                    include /etc/ldap/schema/core.schema
                    include /etc/ldap/schema/cosine.schema
                    include /etc/ldap/schema/inetorgperson.schema
                    modulepath /usr/lib/ldap
                    moduleload back_mdb
                    database mdb
                    suffix "%s"
                    rootdn "%s"
                    rootpw %s
                    directory "%s"
                    """.formatted(SUFFIX, ADMIN, PASSWORD, data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        process = Gateway.start(
                home,
                port,
                List.of(
                        program.toString(),
                        "-d",
                        "0",
                        "-h",
                        url(),
                        "-f",
                        home.resolve("slapd.conf").toString()));
    }

    void stop() {
        if (process != null) {
            process.close();
            process = null;
        }
    }

    private String url() {
        return "ldap://127.0.0.1:" + port;
    }

    void addPerson(String uid) {
        add(
                "uid=" + uid + "," + PEOPLE,
                Map.of(
                        "objectClass",
                        List.of("inetOrgPerson"),
                        "cn",
                        List.of(uid),
                        "sn",
                        List.of(uid),
                        "mail",
                        List.of(uid + "@directory.example"),
                        "userPassword",
                        List.of(uid),
                        "employeeType",
                        List.of("true")));
    }

    void removePerson(String uid) {
        with(context -> context.destroySubcontext("uid=" + uid + "," + PEOPLE));
    }

    /** Sets the LDAP attribute from which Keycloak reads whether the user is enabled, see {@link #addTo}. */
    void enablePerson(String uid, boolean enabled) {
        BasicAttributes change = new BasicAttributes();
        change.put(new BasicAttribute("employeeType", Boolean.toString(enabled)));
        with(context -> context.modifyAttributes("uid=" + uid + "," + PEOPLE, DirContext.REPLACE_ATTRIBUTE, change));
    }

    void addGroup(String name, String uid) {
        add(
                "cn=" + name + "," + GROUPS,
                Map.of("objectClass", List.of("groupOfNames"), "member", List.of("uid=" + uid + "," + PEOPLE)));
    }

    private void add(String name, Map<String, List<String>> attributes) {
        BasicAttributes entry = new BasicAttributes();
        attributes.forEach((id, values) -> {
            BasicAttribute attribute = new BasicAttribute(id);
            values.forEach(attribute::add);
            entry.put(attribute);
        });
        with(context -> context.createSubcontext(name, entry).close());
    }

    private interface Change {
        void make(DirContext context) throws NamingException;
    }

    @SuppressWarnings("JdkObsolete") // JNDI requires a Hashtable
    private void with(Change change) {
        try {
            DirContext context = new InitialDirContext(new Hashtable<>(Map.of(
                    Context.INITIAL_CONTEXT_FACTORY,
                    "com.sun.jndi.ldap.LdapCtxFactory",
                    Context.PROVIDER_URL,
                    url(),
                    Context.SECURITY_PRINCIPAL,
                    ADMIN,
                    Context.SECURITY_CREDENTIALS,
                    PASSWORD)));
            try {
                change.make(context);
            } finally {
                context.close();
            }
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds this directory to the realm as a user federation, which imports the people and groups of the directory. */
    String addTo(TestRealm realm) {
        String id = realm.addTo("/components", """
                {"name": "directory", "providerId": "ldap", "providerType": "org.keycloak.storage.UserStorageProvider",
                 "config": {"enabled": ["true"], "vendor": ["other"], "connectionUrl": ["%s"], "authType": ["simple"],
                  "bindDn": ["%s"], "bindCredential": ["%s"], "usersDn": ["%s"], "searchScope": ["1"],
                  "usernameLDAPAttribute": ["uid"], "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"],
                  "userObjectClasses": ["inetOrgPerson"], "editMode": ["READ_ONLY"], "importEnabled": ["true"],
                  "syncRegistrations": ["false"], "pagination": ["false"], "connectionTimeout": ["2000"],
                  "readTimeout": ["2000"], "removeInvalidUsersEnabled": ["false"]}}""".formatted(url(), ADMIN, PASSWORD, PEOPLE));
        realm.addTo("/components", """
                {"name": "groups", "providerId": "group-ldap-mapper", "parentId": "%s",
                 "providerType": "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
                 "config": {"mode": ["READ_ONLY"], "groups.dn": ["%s"], "groups.path": ["/"],
                  "group.name.ldap.attribute": ["cn"], "group.object.classes": ["groupOfNames"],
                  "preserve.group.inheritance": ["false"], "membership.ldap.attribute": ["member"],
                  "membership.attribute.type": ["DN"], "membership.user.ldap.attribute": ["uid"],
                  "user.roles.retrieve.strategy": ["LOAD_GROUPS_BY_MEMBER_ATTRIBUTE"],
                  "drop.non.existing.groups.during.sync": ["false"]}}""".formatted(id, GROUPS));
        realm.addTo("/components", """
                {"name": "enabled", "providerId": "user-attribute-ldap-mapper", "parentId": "%s",
                 "providerType": "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
                 "config": {"ldap.attribute": ["employeeType"], "user.model.attribute": ["enabled"], "read.only": ["true"],
                  "always.read.value.from.ldap": ["false"], "is.mandatory.in.ldap": ["false"]}}""".formatted(id));
        return id;
    }

    @Override
    public void close() {
        stop();
    }
}
