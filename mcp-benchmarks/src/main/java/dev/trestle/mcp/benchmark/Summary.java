package dev.trestle.mcp.benchmark;

import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Outcome;
import java.io.PrintStream;
import java.util.Locale;

/** What is said while the measurements run. A bound that is not kept is told, and fails nothing. */
final class Summary {

    private final PrintStream out;
    private int missed;

    Summary(PrintStream out) {
        this.out = out;
    }

    void begins(String name) {
        out.println("--> " + name);
    }

    void ended(Outcome outcome) {
        for (Figure figure : outcome.figures()) {
            out.println(line(figure));
            missed += figure.keepsMust() ? 0 : 1;
        }
        for (String note : outcome.notes()) {
            out.println("    (" + note + ")");
        }
    }

    void close() {
        if (missed > 0) {
            out.println("benchmarks: " + missed + " figures are beyond what they must be");
        }
    }

    static String line(Figure figure) {
        return String.format(
                Locale.ROOT,
                "    %-44s %9s (%s–%s) %s%s",
                figure.name(),
                number(figure.median()),
                number(figure.low()),
                number(figure.high()),
                figure.unit(),
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
        String bounds = "   must " + figure.must() + ", reach " + figure.reach();
        if (!figure.keepsMust()) {
            return bounds + "   MISSED";
        }
        return bounds + (figure.keepsReach() ? "   reached" : "   not reached");
    }
}
