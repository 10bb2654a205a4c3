package dev.trestle.mcp.benchmark.scale;

import java.util.List;

/** The number that so many of others do not exceed. */
final class Percentile {

    private Percentile() {}

    static double of(List<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length))];
    }
}
