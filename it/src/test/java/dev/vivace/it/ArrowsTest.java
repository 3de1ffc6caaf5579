package dev.vivace.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Arrows between rooms point one way, and never between rooms of one layer. The same layers are drawn in
/// `ARCHITECTURE.md`.
class ArrowsTest {
    /// From the top. A room may use all layers below its own.
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("ingest", "query", "compaction"),
            Set.of("tenancy"),
            Set.of("live", "block", "log"),
            Set.of("parquet", "objectstore", "traceql", "wire"),
            Set.of("model"));

    /// Uses every room; nobody uses it.
    private static final String TOP = "server";
    /// Uses no room, and only the top uses it.
    private static final String APART = "demo";
    /// Not part of the product.
    private static final Set<String> BESIDE = Set.of("it", "bench");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.vivace");

    @Test
    void everyModuleHasItsPlace() throws IOException {
        Set<String> known = new HashSet<>(BESIDE);
        LAYERS.forEach(known::addAll);
        known.add(TOP);
        known.add(APART);
        assertThat(Repository.modules()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void roomsUseOnlyRoomsBelow() {
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            Set<String> below = new TreeSet<>();
            LAYERS.subList(layer + 1, LAYERS.size()).forEach(below::addAll);
            for (String room : LAYERS.get(layer)) {
                checkUsesOnly(room, below);
            }
        }
        checkUsesOnly(APART, Set.of());
    }

    private static void checkUsesOnly(String room, Set<String> allowed) {
        String packages = "dev\\.vivace\\." + room + "(\\..*)?";
        assertThat(CLASSES.stream().filter(type -> type.getPackageName().matches(packages)))
                .as("classes of room " + room)
                .isNotEmpty();
        List<String> mayUse = new ArrayList<>();
        mayUse.add("dev.vivace." + room + "..");
        allowed.forEach(other -> mayUse.add("dev.vivace." + other + ".."));
        noClasses()
                .that()
                .resideInAPackage("dev.vivace." + room + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.vivace..").and(not(resideInAnyPackage(mayUse.toArray(String[]::new)))))
                .because("'" + room + "' may use " + (allowed.isEmpty() ? "no other room" : "only " + allowed))
                .check(CLASSES);
    }

    @Test
    void nobodyUsesTheTop() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.vivace." + TOP + "..", "dev.vivace.it..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.vivace." + TOP + "..")
                .check(CLASSES);
    }

    @Test
    void whatIsForTestsIsNotUsedInProduction() {
        noClasses()
                .that(resideOutsideOfPackage("..testing.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.vivace..testing..")
                .check(CLASSES);
    }

    @Test
    void spansAreSeenWithoutTheServerLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.vivace.ingest.receive..", "dev.vivace.server..", "dev.vivace.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.linecorp.armeria..", "io.netty..", "io.grpc..")
                .because("protocols end at the doors")
                .check(CLASSES);
    }
}
