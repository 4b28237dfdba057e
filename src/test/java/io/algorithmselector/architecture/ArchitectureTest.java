package io.algorithmselector.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.algorithmselector.architecture.PackageTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "io.algorithmselector";

    /** What every package may use besides its row. */
    private static final List<String> ALWAYS = List.of("java.", "org.jspecify.annotations.");

    private final JavaClasses classes =
            new ClassFileImporter().importPath(Path.of("target", "classes", "io", "algorithmselector"));
    private final PackageTable table = PackageTable.read();

    ArchitectureTest() throws IOException {}

    @Test
    void everyPackage_hasARow() {
        assertThat(table.rows().keySet()).containsExactlyInAnyOrderElementsOf(packages());
    }

    @Test
    void everyDependency_isInTheTable() {
        assertThat(packages()).isNotEmpty();
        Set<String> violations = classes.stream()
                .filter(ArchitectureTest::ours)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> !allowed(dependency))
                .map(Dependency::getDescription)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(violations).isEmpty();
    }

    @Test
    void everyPackage_isNullMarked() {
        Set<String> unmarked = classes.stream()
                .filter(ArchitectureTest::ours)
                .map(JavaClass::getPackage)
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(each -> each.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    private boolean allowed(Dependency dependency) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        String origin = relative(dependency.getOriginClass().getPackageName());
        Row row = table.rows().get(origin);
        if (row == null
                || dependency.getTargetClass().getBaseComponentType().isPrimitive()
                || ALWAYS.stream().anyMatch((target + ".")::startsWith)) {
            return true;
        }
        if (target.equals(ROOT) || target.startsWith(ROOT + ".")) {
            return row.everything()
                    || relative(target).equals(origin)
                    || row.uses().contains(relative(target));
        }
        return row.libraries().stream().anyMatch(library -> (target + ".").startsWith(library + "."));
    }

    /** Those that have code: a folder below the root with a source file that is not its package-info. */
    private static Set<String> packages() {
        Path root = Path.of("src", "main", "java", "io", "algorithmselector");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file ->
                            root.relativize(file.resolveSibling("")).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean ours(JavaClass type) {
        // what Quarkus or a compiler makes of our classes is not ours
        return !type.getName().contains("_") && type.getSource().isPresent();
    }

    private static String relative(String name) {
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
