package dev.trestle.mcp.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.trestle.mcp.architecture.Sources.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Budgets over all main sources. The caps on single files, methods and constructors are in build/checkstyle.xml. */
class SizeBudgetTest {
    @Test
    void files_areShort() {
        List<Integer> lengths = Sources.main()
                .filter(file -> !file.isDeclarationOnly())
                .map(SourceFile::lines)
                .toList();
        assertThat(percentile(50, lengths)).as("median lines of a file").isLessThanOrEqualTo(100);
        assertThat(percentile(95, lengths)).as("p95 lines of a file").isLessThanOrEqualTo(300);
    }

    @Test
    void methods_areShort() throws IOException {
        assertThat(percentile(95, methodLengths())).as("p95 lines of a method").isLessThanOrEqualTo(25);
    }

    @Test
    void fields_areFinal() {
        // A builder is made of fields that change. 10 % is the aim; see ARCHITECTURE.md. May only fall.
        List<JavaField> fields = Product.load().classes().stream()
                .filter(type -> !type.getSimpleName().endsWith("Builder"))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                .toList();
        List<JavaField> mutable = fields.stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                .toList();
        assertThat(mutable)
                .as("instance fields that are not final, of %d", fields.size())
                .hasSizeLessThanOrEqualTo(fields.size() * 15 / 100);
    }

    private static List<Integer> methodLengths() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> files = Sources.main()
                .filter(file -> !file.isDeclarationOnly())
                .map(SourceFile::path)
                .toList();
        List<Integer> lengths = new ArrayList<>();
        if (files.isEmpty()) {
            return lengths;
        }
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, LineMap>() {
                    @Override
                    public Void visitMethod(MethodTree method, LineMap lines) {
                        if (method.getBody() != null) {
                            long start = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                            long end = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                            lengths.add((int) (end - start + 1));
                        }
                        return super.visitMethod(method, lines);
                    }
                }.scan(unit, unit.getLineMap());
            }
        }
        return lengths;
    }

    private static int percentile(int percent, List<Integer> values) {
        return values.isEmpty() ? 0 : values.stream().sorted().toList().get((values.size() - 1) * percent / 100);
    }
}
