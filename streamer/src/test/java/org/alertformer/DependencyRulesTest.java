package org.alertformer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DependencyRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.alertformer");

    private static final String[] WITHOUT_KAFKA = {
        "..lightcurve..",
        "..encoding..",
        "..inference..",
        "..classification..",
        "..survey..",
        "..simulation..",
        "..scoring..",
        "..replay.."
    };

    @Test
    void packagesOfTheDomain_knowNoKafka() {
        noClasses()
                .that()
                .resideInAnyPackage(WITHOUT_KAFKA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void onnxRuntime_isUsedByInferenceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..inference..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void lightCurvesEncodingsSurveysAndSimulation_knowNoModels() {
        noClasses()
                .that()
                .resideInAnyPackage("..lightcurve..", "..encoding..", "..survey..", "..simulation..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..inference..")
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("org.alertformer.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void topology_readsNoWallClock() {
        noClasses()
                .that()
                .resideInAPackage("..topology..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(CLASSES);
    }
}
