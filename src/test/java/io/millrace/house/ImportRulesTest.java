package io.millrace.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may import whom. What is said in the {@code package-info} of each room is held here. */
class ImportRulesTest {
    private static final String ROOT = "io.millrace";

    /** Each room, and the rooms that it may import. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("event", Set.of()),
            Map.entry("telemetry", Set.of()),
            Map.entry("access", Set.of()),
            Map.entry("partition", Set.of("telemetry")),
            Map.entry("store", Set.of("event", "partition", "telemetry")),
            Map.entry("intake", Set.of("event", "store", "telemetry")),
            Map.entry("query", Set.of("event")),
            Map.entry("http", Set.of("query", "access", "event", "telemetry")),
            Map.entry("ops", Set.of("config", "event", "intake", "store", "partition", "query", "access", "telemetry")),
            Map.entry("standalone", Set.of("config", "ops")));

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyPackageIsARoomOfTheHouse() {
        assertThat(rooms()).isNotEmpty().isSubsetOf(MAY_IMPORT.keySet());
    }

    @Test
    void arrowsBetweenTheRoomsPointOneWay() {
        assertThat(rooms()).allSatisfy(room -> noClasses()
                .that()
                .resideInAPackage(inside(room))
                .should()
                .dependOnClassesThat(resideInARoomThatIsNot(allowedTo(room)))
                .allowEmptyShould(false)
                .check(CODE));
    }

    @Test
    void noRoomsImportEachOtherInACircle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void onlyIntakeKnowsKafkaBesideTheCommandsAndTheAllInOne() {
        onlyIn(Set.of("intake", "ops", "standalone"), "org.apache.kafka..").check(CODE);
    }

    @Test
    void onlyIntakeKnowsReactiveMessaging() {
        onlyIn(Set.of("intake"), "io.smallrye.reactive.messaging..", "org.eclipse.microprofile.reactive..")
                .check(CODE);
    }

    @Test
    void onlyStoreQueryPartitionAndAccessKnowTheSqlClient() {
        onlyIn(
                        Set.of("store", "query", "partition", "access"),
                        "io.vertx.sqlclient..",
                        "io.vertx.pgclient..",
                        "io.vertx.mutiny.sqlclient..",
                        "io.vertx.mutiny.pgclient..",
                        "io.quarkus.reactive.pg..")
                .check(CODE);
    }

    @Test
    void onlyHttpKnowsJaxRs() {
        onlyIn(Set.of("http"), "jakarta.ws.rs..", "org.jboss.resteasy..").check(CODE);
    }

    @Test
    void onlyOpsKnowsPicocli() {
        onlyIn(Set.of("ops"), "picocli..").check(CODE);
    }

    @Test
    void onlyConfigKnowsTheLibraryOfItsSchema() {
        onlyIn(Set.of("config"), "com.networknt..").check(CODE);
    }

    @Test
    void onlyTelemetryKnowsMicrometer() {
        onlyIn(Set.of("telemetry"), "io.micrometer..").check(CODE);
    }

    @Test
    void onlyTheAllInOneKnowsTheEmbeddedServers() {
        onlyIn(
                        Set.of("standalone"),
                        "kafka..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.raft..",
                        "org.apache.kafka.storage..",
                        "org.apache.commons.compress..",
                        "org.tukaani..")
                .check(CODE);
    }

    @Test
    void onlyCommandsAndTheAllInOneSpeakToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("ops"), inside("standalone"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CODE);
    }

    @Test
    void eventKnowsNoFramework() {
        classes()
                .that()
                .resideInAPackage(inside("event"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        inside("event"), "java..", "com.fasterxml.jackson.core..", "org.jspecify.annotations..")
                .check(CODE);
    }

    @Test
    void noPackageIsNamedAfterNothing() {
        Pattern nothing = Pattern.compile(".*\\.(util|utils|common|model|dto|service|manager|impl)(\\..*)?");

        assertThat(packages().map(JavaPackage::getName)).noneMatch(nothing.asMatchPredicate());
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        assertThat(packages()).isNotEmpty().allSatisfy(room -> assertThat(
                        room.tryGetPackageInfo().map(info -> info.isAnnotatedWith(NullMarked.class)))
                .as("package-info of %s is @NullMarked", room.getName())
                .contains(true));
    }

    private static Stream<JavaPackage> packages() {
        return CODE.stream().map(JavaClass::getPackage).distinct();
    }

    private static Set<String> rooms() {
        return packages()
                .map(it -> it.getName().equals(ROOT) ? "(the root)" : roomOf(it.getName()))
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> allowedTo(String room) {
        Set<String> allowed = new TreeSet<>(MAY_IMPORT.getOrDefault(room, Set.of()));
        allowed.add(room);
        return allowed;
    }

    private static String inside(String room) {
        return ROOT + "." + room + "..";
    }

    private static String roomOf(String packageName) {
        return packageName.substring(ROOT.length() + 1).split("\\.", 2)[0];
    }

    private static DescribedPredicate<JavaClass> resideInARoomThatIsNot(Set<String> allowed) {
        Predicate<JavaClass> isOther =
                it -> it.getPackageName().startsWith(ROOT + ".") && !allowed.contains(roomOf(it.getPackageName()));
        return DescribedPredicate.describe("reside in a room of ours that is none of " + allowed, isOther);
    }

    private static ArchRule onlyIn(Set<String> rooms, String... libraries) {
        String[] homes = rooms.stream().map(ImportRulesTest::inside).toArray(String[]::new);
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .as("only %s may know %s".formatted(rooms, Arrays.toString(libraries)));
    }
}
