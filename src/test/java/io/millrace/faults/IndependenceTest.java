package io.millrace.faults;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Whoever publishes and whoever judges share no code with the service, nor with each other. */
class IndependenceTest {
    private static final String[] ALLOWED = {
        "java..",
        "org.apache.kafka.clients..",
        "org.apache.kafka.common..",
        "com.fasterxml.jackson..",
        "org.jspecify.annotations.."
    };

    @Test
    void theVerifierKnowsNothingOfTheService() {
        knowsOnlyItself("io.millrace.faults.verifier");
    }

    @Test
    void theProducerKnowsNothingOfTheService() {
        knowsOnlyItself("io.millrace.faults.world");
    }

    private static void knowsOnlyItself(String room) {
        JavaClasses code = new ClassFileImporter().importPackages(room);
        String[] allowed = new String[ALLOWED.length + 1];
        System.arraycopy(ALLOWED, 0, allowed, 0, ALLOWED.length);
        allowed[ALLOWED.length] = room + "..";
        classes()
                .that()
                .resideInAPackage(room + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(code);
    }
}
