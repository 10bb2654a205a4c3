package dev.trestle.mcp.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The main classes of all modules, as they are on the class path of these tests.
 *
 * @param exported packages that a module exports to everyone
 */
record Product(JavaClasses classes, Set<String> exported) {
    private static final String ROOT = "dev.trestle.mcp";
    private static final Set<String> CORE_ROOTS =
            Set.of("codec", "link", "session", "era", "interceptor", "routing", "server", "gateway");

    static Product load() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
        return new Product(classes, exportedPackages());
    }

    static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT + ".");
    }

    static List<Dependency> dependentsOutside(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                .filter(dependency ->
                        !dependency.getOriginClass().getPackageName().equals(type.getPackageName()))
                .toList();
    }

    boolean has(String packageName) {
        return classes.containPackage(packageName);
    }

    Stream<JavaPackage> packages() {
        return topLevelTypes().map(JavaClass::getPackage).distinct();
    }

    Stream<JavaClass> topLevelTypes() {
        return classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"));
    }

    /** Top-level types of packages of mcp-core that are not for users. */
    Stream<JavaClass> innerTypesOfCore() {
        return topLevelTypes().filter(type -> {
            String name = type.getPackageName();
            return CORE_ROOTS.stream().anyMatch(root -> (name + ".").startsWith(ROOT + "." + root + "."))
                    && !exported.contains(name);
        });
    }

    /** Public types, nested ones too, of packages that are for users. */
    Stream<JavaClass> exportedTypes() {
        return classes.stream()
                .filter(type -> exported.contains(type.getPackageName()))
                .filter(Product::isPublicAllTheWayUp);
    }

    /** Whether a user who has the module of one type may name the other. */
    boolean isVisibleToUsersOf(JavaClass type, JavaClass used) {
        if (isOurs(used)) {
            return exported.contains(used.getPackageName()) && isPublicAllTheWayUp(used);
        }
        return used.isPrimitive()
                || used.getPackageName().startsWith("java.")
                || used.getPackageName().startsWith("javax.net.ssl")
                || librariesShownBy(type.getPackageName()).anyMatch(used.getPackageName()::startsWith);
    }

    private static Stream<String> librariesShownBy(String packageName) {
        if (packageName.startsWith(ROOT + ".http.servlet")) {
            return Stream.of("jakarta.servlet");
        }
        if (packageName.startsWith(ROOT + ".http.jetty")) {
            return Stream.of("org.eclipse.jetty");
        }
        if (packageName.startsWith(ROOT + ".testkit")) {
            return Stream.of("org.junit.jupiter.api", "org.assertj");
        }
        return Stream.of();
    }

    private static boolean isPublicAllTheWayUp(JavaClass type) {
        return Stream.iterate(type, t -> t != null, t -> t.getEnclosingClass().orElse(null))
                .allMatch(t -> t.getModifiers().contains(JavaModifier.PUBLIC));
    }

    private static Set<String> exportedPackages() {
        Set<String> packages = new HashSet<>();
        try {
            for (URL url : Collections.list(Product.class.getClassLoader().getResources("module-info.class"))) {
                try (InputStream in = url.openStream()) {
                    ModuleDescriptor module = ModuleDescriptor.read(in);
                    module.exports().stream()
                            .filter(export -> module.name().startsWith(ROOT) && !export.isQualified())
                            .forEach(export -> packages.add(export.source()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packages;
    }
}
