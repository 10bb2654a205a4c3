package dev.trestle.mcp.benchmark.result;

import java.util.Arrays;
import java.util.List;

/**
 * The middle of several numbers, and how far they are apart. Between two numbers it is interpolated.
 *
 * @param low a quarter is below it
 * @param median half is below it
 * @param high three quarters are below it
 */
public record Quartiles(double low, double median, double high) {

    /**
     * Of these numbers.
     *
     * @param values at least one, in any order, each of them finite
     * @return their quartiles
     */
    public static Quartiles of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there are no values; run at least one round");
        }
        if (!values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("there are values that are no numbers: " + values);
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
