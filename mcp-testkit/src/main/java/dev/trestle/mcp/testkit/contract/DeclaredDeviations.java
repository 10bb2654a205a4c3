package dev.trestle.mcp.testkit.contract;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Turns the rules that a subject is declared to break around: they must fail, and as declared. */
final class DeclaredDeviations implements BeforeAllCallback, InvocationInterceptor {

    /** A name that no rule has would excuse nothing and be believed. */
    @Override
    public void beforeAll(ExtensionContext context) {
        Class<?> tests = context.getRequiredTestClass();
        for (Deviation deviation : declared(context)) {
            if (ReflectionSupport.findMethods(
                            tests, method -> method.getName().equals(deviation.rule()), HierarchyTraversalMode.TOP_DOWN)
                    .isEmpty()) {
                throw new ExtensionConfigurationException(tests.getName() + " has no rule " + deviation.rule());
            }
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        String rule = method.getExecutable().getName();
        Optional<Deviation> deviation = declared(context).stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst();
        if (deviation.isEmpty()) {
            invocation.proceed();
            return;
        }
        mustFail(invocation, deviation.get());
        context.publishReportEntry("deviation", rule + ": " + deviation.get().why());
    }

    private static void mustFail(Invocation<@Nullable Void> invocation, Deviation deviation) throws Throwable {
        try {
            invocation.proceed();
        } catch (AssertionError | RuntimeException e) {
            if (!String.valueOf(e.getMessage()).contains(deviation.symptom())) {
                throw new AssertionError(
                        "breaks " + deviation.rule() + " otherwise than declared (" + deviation.symptom() + ")", e);
            }
            return;
        }
        throw new AssertionError("keeps " + deviation.rule() + ", which it is declared to break; delete the deviation");
    }

    private static List<Deviation> declared(ExtensionContext context) {
        return context.getTestInstance()
                .filter(SubjectContract.class::isInstance)
                .map(contract -> ((SubjectContract) contract).deviations())
                .orElse(List.of());
    }
}
