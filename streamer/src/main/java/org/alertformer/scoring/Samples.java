package org.alertformer.scoring;

import java.util.Arrays;

/** Numbers of which percentiles are wanted; all are kept, 8 bytes each. */
final class Samples {
    private double[] values = new double[64];
    private int size;
    private boolean sorted = true;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
        sorted = false;
    }

    int size() {
        return size;
    }

    /**
     * The value below which a fraction lies, linear between neighbours; NaN of nothing.
     *
     * @param fraction 0 to 1
     */
    double quantile(double fraction) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
        double place = fraction * (size - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, size - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }
}
