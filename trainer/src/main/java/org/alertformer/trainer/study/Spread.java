package org.alertformer.trainer.study;

import java.util.Locale;

/** Mean and standard deviation (of the sample; NaN of a single value). */
record Spread(int count, double mean, double deviation) {
    static Spread of(double... values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(values.length, mean, Math.sqrt(squares / (values.length - 1)));
    }

    /** To three digits, without a spread where there is none. */
    String text() {
        if (Double.isNaN(mean)) {
            return "-";
        }
        return count < 2
                ? String.format(Locale.ROOT, "%.3f", mean)
                : String.format(Locale.ROOT, "%.3f ± %.3f", mean, deviation);
    }
}
