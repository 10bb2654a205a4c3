package dev.trestle.mcp.matrix;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.platform.commons.support.ReflectionSupport;

/** The tests that are tagged with rows, found in the compiled classes. */
final class RowTests {

    /**
     * A test on one lane.
     *
     * @param row the scenario
     * @param lane what its backend is
     * @param type the class that runs it
     * @param method its method
     * @param both whether it runs in both profiles
     */
    record Tagged(String row, Lane lane, Class<?> type, String method, boolean both) {

        boolean runsInPhase1() {
            return both || method.contains("InPhase1");
        }

        boolean runsInTheDefault() {
            return both || !method.contains("InPhase1");
        }

        /** How reports name it. */
        boolean isCase(String className, String name) {
            return className.equals(type.getName()) && (name.equals(method) || name.startsWith(method + "("));
        }

        /** How people name it. */
        String title() {
            return type.getEnclosingClass().getSimpleName().replace("ScenariosTest", "Scenarios") + "." + method;
        }
    }

    private RowTests() {}

    static List<Tagged> find() {
        List<Tagged> found = new ArrayList<>();
        for (Class<?> type : ReflectionSupport.findAllClassesInPackage(
                RowTests.class.getPackageName(), RowTests::isConcrete, name -> true)) {
            Lane lane = type.getSimpleName().equals("OnFakes") ? Lane.FAKE : Lane.REAL;
            for (Method method : type.getSuperclass().getDeclaredMethods()) {
                Row row = method.getAnnotation(Row.class);
                boolean both = List.of(method.getParameterTypes()).contains(Profile.class);
                if (row != null) {
                    Arrays.stream(row.value())
                            .map(name -> new Tagged(name, lane, type, method.getName(), both))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean isConcrete(Class<?> type) {
        Predicate<Class<?>> scenarios = Scenarios.class::isAssignableFrom;
        return scenarios.test(type) && !Modifier.isAbstract(type.getModifiers());
    }
}
