package org.alertformer.encoding;

/**
 * The best microlensing event (Paczynski 1986, ApJ 304, 1) with blending: F(t) = S A(u) + B, u^2 = u0^2 + ((t - t0)/tE)^2,
 * A = (u^2 + 2) / (u sqrt(u^2 + 4)), S at least 0. For every t0, tE and u0 of a coarse grid S and B follow from linear
 * least squares; t0 is near the brightest observation or just outside of the window. Any single smooth bump fits tolerably,
 * which is what makes its duration and its share of the variance worth knowing of every class.
 *
 * @param gain chi square of the best event over that of a constant
 * @param chiSquare of the best event per observation beyond the four parameters
 * @param days tE of the best event
 * @param impact its u0
 * @param share |S| / (|S| + |B|), 0 for a constant
 */
record Bump(double gain, double chiSquare, double days, double impact, double share) {
    private static final double[] CENTRES = {-40, -20, -8, 0, 8, 20, 40};
    private static final double OUTSIDE = 30;
    private static final double[] DAYS = {5, 10, 20, 40, 80, 160, 320};
    private static final double[] IMPACTS = {0.05, 0.3, 0.8};

    /** Relative error that the model is not trusted below. */
    private static final double FINEST = 0.01;

    private static final double SINGULAR = 1e-9;

    /**
     * @param days of the observations, ascending
     * @param fluxes in nJy
     * @param errors of these
     */
    static Bump of(double[] days, double[] fluxes, double[] errors) {
        int n = days.length;
        double[] weights = new double[n];
        double sum = 0;
        double sumFlux = 0;
        int brightest = 0;
        for (int i = 0; i < n; i++) {
            double error = Math.max(errors[i], FINEST * Math.abs(fluxes[i]));
            weights[i] = 1 / (error * error);
            sum += weights[i];
            sumFlux += weights[i] * fluxes[i];
            brightest = fluxes[i] > fluxes[brightest] ? i : brightest;
        }
        double mean = sumFlux / sum;
        double[] residuals = new double[n];
        double constant = 0;
        for (int i = 0; i < n; i++) {
            residuals[i] = fluxes[i] - mean;
            constant += weights[i] * residuals[i] * residuals[i];
        }
        double[] times = new double[CENTRES.length + 2];
        for (int c = 0; c < CENTRES.length; c++) {
            times[c] = days[brightest] + CENTRES[c];
        }
        times[CENTRES.length] = days[0] - OUTSIDE;
        times[CENTRES.length + 1] = days[n - 1] + OUTSIDE;
        double best = 0;
        Bump found = null;
        for (double centre : times) {
            for (double scale : DAYS) {
                for (double impact : IMPACTS) {
                    double ofModel = 0;
                    double squares = 0;
                    double cross = 0;
                    for (int i = 0; i < n; i++) {
                        double x = (days[i] - centre) / scale;
                        double u2 = impact * impact + x * x;
                        double magnification = (u2 + 2) / Math.sqrt(u2 * (u2 + 4));
                        double weighted = weights[i] * magnification;
                        ofModel += weighted;
                        squares += weighted * magnification;
                        cross += weighted * residuals[i];
                    }
                    double determinant = squares - ofModel * ofModel / sum;
                    double source = determinant > SINGULAR * squares ? Math.max(0, cross / determinant) : 0;
                    double saved = source * (2 * cross - source * determinant);
                    if (found == null || saved > best) {
                        best = saved;
                        double rest = Math.max(0, constant - saved);
                        double blend = mean - source * ofModel / sum;
                        double total = source + Math.abs(blend);
                        found = new Bump(
                                (rest + 1) / (constant + 1),
                                rest / Math.max(1, n - 4),
                                scale,
                                impact,
                                total == 0 ? 0 : source / total);
                    }
                }
            }
        }
        if (found == null) {
            throw new IllegalStateException("no event was tried");
        }
        return found;
    }
}
