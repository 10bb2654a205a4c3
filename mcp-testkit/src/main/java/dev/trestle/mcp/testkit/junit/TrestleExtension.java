package dev.trestle.mcp.testkit.junit;

import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;

import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.log.LogCapture;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Tests against a server: starts the {@link McpSubject} in the static field with {@link Subject} before a class of tests and
 * stops it after it. Tests and their {@code @BeforeEach} methods may have parameters of the types
 *
 * <ul>
 *   <li>{@link RawMcpClient}: in a session of its own, ended after the test
 *   <li>{@link URI}: the endpoint (in {@code @BeforeAll} too)
 *   <li>{@link LogCapture}: what this JVM logs and what the subject prints during the test
 * </ul>
 *
 * <p>After each test the {@link dev.trestle.mcp.testkit.LeakOracle} must find what it found before: threads and child
 * processes of this JVM, and the subject's gauges. After the class, with the subject closed, not even the threads may be left
 * that its {@link McpSubject#allowance} let stay. Threads of tests that run at the same time in the same JVM would be taken
 * for leaks: run such classes one at a time.
 */
public final class TrestleExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(TrestleExtension.class);
    private static final Set<Class<?>> INJECTED = Set.of(RawMcpClient.class, URI.class, LogCapture.class);

    /** For JUnit. */
    public TrestleExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        McpSubject own = ownSubject(context.getRequiredTestClass());
        if (own != null) {
            store(context).put(Run.class, Run.start(own));
        } else if (running(context) == null) {
            throw new ExtensionConfigurationException(context.getRequiredTestClass()
                            .getName() + " has no static field with @Subject; declare the server that it tests");
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(Round.class, required(context).round());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Round round = store(context).remove(Round.class, Round.class);
        if (round != null) {
            round.end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Run run = store(context).remove(Run.class, Run.class);
        if (run != null) {
            run.end();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return INJECTED.contains(parameter.getParameter().getType())
                && !(parameter.getDeclaringExecutable() instanceof Constructor);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == URI.class) {
            return required(context).endpoint();
        }
        Round round = store(context).get(Round.class, Round.class);
        if (round == null) {
            throw new ParameterResolutionException("a " + type.getSimpleName()
                    + " belongs to one test; ask for it in the test or in @BeforeEach, and for the URI elsewhere");
        }
        return type == RawMcpClient.class ? round.client() : round.log();
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    /** That of this class or of one around it. */
    private static @Nullable Run running(ExtensionContext context) {
        return store(context).get(Run.class, Run.class);
    }

    private static Run required(ExtensionContext context) {
        Run run = running(context);
        if (run == null) {
            throw new ParameterResolutionException("the subject is not running");
        }
        return run;
    }

    private static @Nullable McpSubject ownSubject(Class<?> tests) {
        List<Field> fields =
                AnnotationSupport.findAnnotatedFields(tests, Subject.class, ModifierSupport::isStatic, TOP_DOWN);
        if (fields.size() > 1) {
            throw new ExtensionConfigurationException(tests.getName() + " has " + fields.size()
                    + " static fields with @Subject; keep one, and put the tests of other servers into other classes");
        }
        if (fields.isEmpty()) {
            return null;
        }
        Object subject = ReflectionSupport.tryToReadFieldValue(fields.get(0), null)
                .getOrThrow(e -> new ExtensionConfigurationException("cannot read " + fields.get(0), e));
        if (subject instanceof McpSubject present) {
            return present;
        }
        throw new ExtensionConfigurationException(fields.get(0) + " holds no McpSubject but " + subject);
    }
}
