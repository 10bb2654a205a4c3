package dev.trestle.mcp.benchmark.report;

import dev.trestle.mcp.benchmark.result.Figure;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How figures are written. */
final class Text {

    static final String NOT_MEASURED = "not measured";
    private static final int THOUSAND = 1_000;
    private static final int KIBI = 1_024;

    private Text() {}

    /** The median, the quartiles behind it, and how many rounds if they are few. */
    static String cell(Optional<Figure> measured) {
        return measured.map(figure -> {
                    Scale scale = Scale.of(figure);
                    String rounds = figure.rounds() < Figure.ENOUGH ? ", n = " + figure.rounds() : "";
                    return scale.number(figure.median()) + scale.unit() + " (" + scale.number(figure.low()) + "–"
                            + scale.number(figure.high()) + rounds + ")";
                })
                .orElse(NOT_MEASURED);
    }

    /** A bound of a figure. */
    static String bound(Figure figure, @Nullable Double bound) {
        if (bound == null) {
            return "";
        }
        String sign = figure.better() == Figure.Better.LESS ? "≤ " : "≥ ";
        return sign + Scale.plain(bound) + Scale.spaced(figure.unit());
    }

    /** Whether bounds were reached, plainly. */
    static String verdict(Figure figure) {
        if (!figure.keepsMust()) {
            return "**missed**";
        }
        if (figure.reach() == null) {
            return "kept";
        }
        return figure.keepsReach() ? "reached" : figure.must() == null ? "not reached" : "kept, not reached";
    }

    static String bytes(double bytes) {
        return bytes < KIBI ? Scale.plain(bytes) + " B" : Scale.plain(bytes / KIBI) + " KiB";
    }

    /** What a column of a figure is written in. */
    private record Scale(double one, String unit) {

        static Scale of(Figure figure) {
            double size = Math.abs(figure.median());
            if (figure.unit().equals("ns") && size >= THOUSAND) {
                return size < THOUSAND * THOUSAND ? new Scale(THOUSAND, " µs") : new Scale(THOUSAND * THOUSAND, " ms");
            }
            if (figure.unit().equals("B") && size >= KIBI) {
                return new Scale(KIBI, " KiB");
            }
            return new Scale(1, spaced(figure.unit()));
        }

        static String spaced(String unit) {
            return unit.equals("×") || unit.isEmpty() ? unit : " " + unit;
        }

        String number(double value) {
            return plain(value / one);
        }

        /** Three digits that count, or as many as a whole number has. */
        static String plain(double value) {
            double size = Math.abs(value);
            if (value == Math.rint(value) && size < THOUSAND) {
                return String.format(Locale.ROOT, "%.0f", value);
            }
            int digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
            return String.format(Locale.ROOT, "%,." + digits + "f", value);
        }
    }
}
