package io.orgkeys.keycloak;

import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import jakarta.persistence.Entity;

import org.keycloak.Config;
import org.keycloak.common.util.Time;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.KeycloakInternals;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

/**
 * Enforces the package rules of {@code docs/architecture.md}: which packages may depend on each other, and which code
 * only one package may contain.
 */
@AnalyzeClasses(locations = ArchitectureTest.ProductionCode.class)
class ArchitectureTest {
    private static final String BASE = "io.orgkeys.keycloak";
    private static final String SECRET = BASE + ".secret.ApiKeySecret";
    private static final String CLOCK = BASE + ".model.KeycloakClock";
    private static final String KEYCLOAK_CACHES = "org.keycloak.models.cache.infinispan.";
    private static final String API_RESOURCE = BASE + ".catalog.ApiResource";

    /**
     * Maps each package to the packages that it may depend on. {@code cache} and {@code jpa} implement interfaces of
     * other packages, and Keycloak's provider lookup finds the implementations. So no package may depend on these two.
     */
    private static final Map<String, Set<String>> ALLOWED_DEPENDENCIES = Map.ofEntries(
            entry("model", Set.of()),
            entry("option", Set.of()),
            entry("background", Set.of()),
            entry("jpa", Set.of("model", "option", "background")),
            entry("limit", Set.of("model", "option")),
            entry("cache", Set.of("model", "option", "background", "limit")),
            entry("secret", Set.of("model")),
            entry("catalog", Set.of("model", "option", "secret")),
            entry("usage", Set.of("model", "option", "background")),
            entry("feed", Set.of("model", "option", "background", "limit", "catalog", "usage", "service")),
            entry("service", Set.of("model", "secret", "catalog", "limit", "usage")),
            entry("authorization", Set.of("model", "secret", "catalog", "service")),
            entry("representation", Set.of("model", "secret", "catalog", "service")),
            entry("event", Set.of("model", "limit", "catalog", "service", "authorization", "representation")),
            entry("token", Set.of("model", "catalog", "service", "representation")),
            entry("mail", Set.of("model", "catalog", "service", "authorization", "console")),
            entry("upkeep", Set.of("model", "option", "catalog", "service", "event", "mail")),
            entry("console", Set.of("option")),
            entry("introspection", entryPoint("token")),
            entry("exchange", entryPoint("token")),
            entry("authentication", entryPoint("token")),
            entry("rest", entryPoint()),
            entry("rest.admin", entryPoint("rest")),
            entry("rest.account", entryPoint("rest")),
            entry("rest.verify", entryPoint("rest")),
            entry("rest.embed", entryPoint("rest", "console")),
            entry("rest.feed", entryPoint("rest", "feed")),
            entry("rest.leak", entryPoint("rest", "mail")),
            entry(
                    "rest.realm",
                    entryPoint("rest", "rest.account", "rest.verify", "rest.embed", "rest.feed", "rest.leak")));

    private static Set<String> entryPoint(String... parents) {
        Set<String> others = new HashSet<>(
                Set.of("model", "option", "secret", "catalog", "service", "authorization", "representation", "event"));
        others.addAll(Set.of(parents));
        return others;
    }

    @ArchTest
    static void packagesHaveOnlyTheirAllowedDependencies(JavaClasses classes) {
        ALLOWED_DEPENDENCIES.forEach((name, others) -> noClasses()
                .that()
                .resideInAPackage(BASE + "." + name)
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(in(name)))
                        .and(DescribedPredicate.not(resideInAnyPackage(packages(others))))
                        .as("are ours, but not in the allowed packages %s", others))
                .allowEmptyShould(true)
                .check(classes));
    }

    @ArchTest
    static final ArchRule everyClassIsInAKnownPackage = classes()
            .should()
            .resideInAnyPackage(packages(ALLOWED_DEPENDENCIES.keySet()))
            .because(
                    "a new package needs a line in ALLOWED_DEPENDENCIES and docs/architecture.md; org.keycloak is not ours");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(BASE + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyEntryPackagesUseHttp = noClasses()
            .that()
            .resideOutsideOfPackages(
                    BASE + ".rest..",
                    BASE + ".introspection",
                    BASE + ".exchange",
                    BASE + ".authentication",
                    BASE + ".authorization",
                    BASE + ".event",
                    BASE + ".token")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyJpaUsesTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".jpa")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "java.sql..", "javax.sql..")
            .allowEmptyShould(true);

    /**
     * Allows only packages with public interfaces of Hibernate. A new Keycloak release can contain a new minor release
     * of Hibernate, in which the other packages may have changed.
     */
    @ArchTest
    static final ArchRule onlyPublicInterfacesOfHibernateAreUsed = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("org.hibernate..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "org.hibernate",
                            "org.hibernate.annotations",
                            "org.hibernate.exception",
                            "org.hibernate.jdbc",
                            "org.hibernate.query")))
                    .as("are internals of Hibernate"));

    /** Forbids access to the persistence unit by its name, because Keycloak 26.8 changes the name. */
    @ArchTest
    static final ArchRule entityManagersAreThoseOfKeycloak = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "jakarta\\.persistence\\.(EntityManagerFactory|Persistence|PersistenceContext|PersistenceUnit)"
                            + "|jakarta\\.(inject|enterprise)\\..*|javax\\.naming\\..*|io\\.(quarkus|agroal)\\..*"
                            + "|io\\.vertx\\.(?!core\\.(http\\.|Future$)).*")
            .because("JpaConnectionProvider.getEntityManager looks the persistence unit up as Keycloak itself does");

    /**
     * The rule does not apply to {@code CacheKeyInvalidatedEvent}, the message that tells the other nodes which keys
     * have changed. {@code KeycloakInternals} would not help there, because there is no other way to notify the nodes.
     * A failure to send the message is only logged.
     */
    @ArchTest
    static final ArchRule internalsOfKeycloaksCachesAreGuarded = classes()
            .that(describe(
                    "use internals of Keycloak's caches",
                    type -> type.getDirectDependenciesFromSelf().stream()
                            .map(dependency -> dependency.getTargetClass().getName())
                            .anyMatch(name -> name.startsWith(KEYCLOAK_CACHES)
                                    && !name.equals(CacheKeyInvalidatedEvent.class.getName()))))
            .should(new ArchCondition<>("read them with KeycloakInternals") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean guarded = outermost(type).getAccessesFromSelf().stream()
                            .anyMatch(access -> access.getTargetOwner().isEquivalentTo(KeycloakInternals.class));
                    events.add(new SimpleConditionEvent(type, guarded, type.getName()));
                }
            });

    @ArchTest
    static final ArchRule storageAndEventsNeverUseASecret = noClasses()
            .that()
            .resideInAnyPackage(BASE + ".jpa", BASE + ".cache", BASE + ".event")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(SECRET)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheClockReadsTheSystemTime = noClasses()
            .that(describe("are not the clock", c -> !c.getName().equals(CLOCK)))
            .should()
            .accessTargetWhere(describe("the system time is read", ArchitectureTest::readsTheSystemTime))
            .because("tests change the time; use KeycloakClock, or the Clock that was passed")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyOptionsReadTheConfiguration = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".option")
            .should()
            .accessTargetWhere(describe("the server's configuration is read", ArchitectureTest::readsConfiguration))
            .because("ProviderOptions reads the declared options, and docs/configuration.md lists all of them")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule resourcesAreInRest = classes()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .and()
            // a resource of the catalog, and not a JAX-RS resource class
            .doNotHaveFullyQualifiedName(API_RESOURCE)
            .should()
            .resideInAPackage(BASE + ".rest..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule entitiesAreInJpa = classes()
            .that()
            .haveSimpleNameEndingWith("Entity")
            .or()
            .areAnnotatedWith(Entity.class)
            .should()
            .resideInAPackage(BASE + ".jpa")
            .andShould()
            .haveSimpleNameEndingWith("Entity")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule representationsAreInRepresentation = classes()
            .that()
            .haveSimpleNameEndingWith("Representation")
            .should()
            .resideInAPackage(BASE + ".representation")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule classNamesAreSpecific = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|Constants)")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage(BASE + "..");
    }

    private static DescribedPredicate<JavaClass> in(String name) {
        return resideInAPackage(BASE + "." + name);
    }

    private static String[] packages(Set<String> names) {
        return names.stream().sorted().map(name -> BASE + "." + name).toArray(String[]::new);
    }

    private static boolean readsTheSystemTime(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String member = access.getTarget().getName();
        if (owner.isEquivalentTo(Time.class)) {
            return true;
        }
        if (owner.isEquivalentTo(System.class)) {
            return member.equals("currentTimeMillis");
        }
        if (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class)) {
            return member.startsWith("system") || member.startsWith("tick");
        }
        if (owner.isEquivalentTo(Date.class)) {
            return access.getTarget().getFullName().equals("java.util.Date.<init>()");
        }
        return Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class)
                        .stream()
                        .anyMatch(owner::isEquivalentTo)
                && member.equals("now")
                && !access.getTarget().getFullName().endsWith("(java.time.Clock)");
    }

    private static boolean readsConfiguration(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.isEquivalentTo(Config.class)
                || owner.isAssignableTo(Config.Scope.class)
                || (owner.isEquivalentTo(System.class)
                        && Set.of("getenv", "getProperty", "getProperties")
                                .contains(access.getTarget().getName()));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info has @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getPackageName() + ": package-info.java with @NullMarked is missing"));
                }
            }
        };
    }

    /** Selects the classes of our jar, but neither tests nor libraries that have classes in the same packages. */
    static final class ProductionCode implements LocationProvider {
        @Override
        public Set<Location> get(Class<?> testClass) {
            try {
                return Set.of(Location.of(ApiKey.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
