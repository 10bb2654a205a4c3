package dev.trestle.mcp.benchmark;

import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said while the measurements run and at their end. A bound that is not kept is told, and fails nothing. */
final class Summary {

    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private int missed;

    Summary(PrintStream out) {
        this.out = out;
    }

    void begins(String name) {
        out.println("--> " + name);
    }

    void failed(String name, Throwable why, Duration took) {
        String what = String.valueOf(why).lines().findFirst().orElse("");
        failures.add(name + ": " + what);
        out.println("    FAILED: " + what);
        why.printStackTrace(out);
        out.println("    took " + seconds(took));
    }

    void ended(Outcome outcome, Duration took) {
        for (Figure figure : outcome.figures()) {
            out.println(line(figure));
            missed += figure.keepsMust() ? 0 : 1;
        }
        for (String note : outcome.notes()) {
            out.println("    (" + note + ")");
        }
        out.println("    took " + seconds(took));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d min", time.toMinutes(), time.toSecondsPart());
    }

    /** Says what is left to say; true if nothing failed. */
    boolean close() {
        if (missed > 0) {
            out.println("benchmarks: " + missed + " figures are beyond what they must be");
        }
        for (String failure : failures) {
            out.println("benchmarks: FAILED, without figures: " + failure);
        }
        return failures.isEmpty();
    }

    static String line(Figure figure) {
        return String.format(
                Locale.ROOT,
                "    %-44s %9s (%s–%s) %s%s%s",
                figure.name(),
                number(figure.median()),
                number(figure.low()),
                number(figure.high()),
                figure.unit(),
                figure.rounds() < Figure.ENOUGH ? ", n = " + figure.rounds() : "",
                verdict(figure));
    }

    private static String number(double value) {
        int digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String verdict(Figure figure) {
        if (figure.must() == null && figure.reach() == null) {
            return "";
        }
        String bounds = (figure.must() == null ? "" : "   must " + figure.must())
                + (figure.reach() == null ? "" : "   reach " + figure.reach());
        if (!figure.keepsMust()) {
            return bounds + "   MISSED";
        }
        if (figure.reach() == null) {
            return bounds + "   kept";
        }
        return bounds + (figure.keepsReach() ? "   reached" : "   not reached");
    }
}
