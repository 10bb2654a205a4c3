package dev.trestle.mcp.benchmark.scale;

import java.util.List;

/** The number that so many of others do not exceed: the nearest rank, which is one of them. */
final class Percentile {

    /** 0.07 of 100 are 7, and not a bit more than that. */
    private static final double ROUNDING = 1e-9;

    private Percentile() {}

    static double of(List<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length - ROUNDING);
        return sorted[Math.max(1, rank) - 1];
    }
}
