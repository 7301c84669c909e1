package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alertformer.inference.Prediction.FlareEstimate;

/**
 * How well Gaussian posteriors of flare parameters fit the truth, over flares that had begun.
 *
 * @param count flares
 * @param parameters ln amplitude, onset [days], ln decay, in this order
 */
record FlareMetrics(int count, List<Parameter> parameters) {
    private static final String[] NAMES = {"ln amplitude", "onset [days]", "ln decay"};

    /** Quantiles of the absolute normal deviate. */
    private static final double SIGMA_68 = 0.99446;

    private static final double SIGMA_95 = 1.95996;

    /**
     * @param rootMeanSquare of the error
     * @param medianAbsolute of the error
     * @param coverage68 fraction of truths within the central 68 % interval
     * @param coverage95 likewise for 95 %
     */
    record Parameter(String name, double rootMeanSquare, double medianAbsolute, double coverage68, double coverage95) {}

    static FlareMetrics of(List<FlareEstimate> estimates, List<float[]> truths) {
        List<Parameter> parameters = new ArrayList<>();
        int n = truths.size();
        for (int p = 0; p < NAMES.length; p++) {
            double squares = 0;
            int within68 = 0;
            int within95 = 0;
            double[] errors = new double[n];
            for (int i = 0; i < n; i++) {
                double error = Math.abs(estimates.get(i).mean()[p] - truths.get(i)[p]);
                double sigma = Math.sqrt(estimates.get(i).covariance()[4 * p]);
                errors[i] = error;
                squares += error * error;
                within68 += error <= SIGMA_68 * sigma ? 1 : 0;
                within95 += error <= SIGMA_95 * sigma ? 1 : 0;
            }
            Arrays.sort(errors);
            parameters.add(new Parameter(
                    NAMES[p],
                    Math.sqrt(squares / n),
                    n == 0 ? Double.NaN : errors[n / 2],
                    (double) within68 / n,
                    (double) within95 / n));
        }
        return new FlareMetrics(n, parameters);
    }
}
