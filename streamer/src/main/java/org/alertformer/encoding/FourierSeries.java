package org.alertformer.encoding;

/**
 * The weighted least-squares fit of a constant and some harmonics: y(t) = c + sum_k a_k cos(2 pi k f t) + b_k sin(2 pi k f
 * t). Solved by Cholesky's method on the normal equations, with a small ridge on the harmonics so that gaps in phase do
 * not give wild curves.
 *
 * @param frequency f [1/day]
 * @param coefficients c, a_1, b_1, a_2, ...
 * @param residual weighted sum of squares that is left
 */
record FourierSeries(double frequency, double[] coefficients, double residual) {
    private static final double RIDGE = 1e-3;

    static FourierSeries fit(double[] t, double[] y, double[] w, double frequency, int harmonics) {
        int size = 1 + 2 * harmonics;
        double[][] normal = new double[size][size];
        double[] right = new double[size];
        double[] row = new double[size];
        double total = 0;
        double squares = 0;
        for (int i = 0; i < t.length; i++) {
            basis(2 * Math.PI * frequency * t[i], row);
            for (int a = 0; a < size; a++) {
                double weighted = w[i] * row[a];
                right[a] += weighted * y[i];
                for (int b = 0; b <= a; b++) {
                    normal[a][b] += weighted * row[b];
                }
            }
            total += w[i];
            squares += w[i] * y[i] * y[i];
        }
        for (int a = 0; a < size; a++) {
            normal[a][a] += (a == 0 ? 1e-12 : RIDGE) * total;
        }
        double[] solution = solve(normal, right);
        double explained = 0;
        for (int a = 0; a < size; a++) {
            explained += solution[a] * right[a];
        }
        return new FourierSeries(frequency, solution, Math.max(0, squares - explained));
    }

    private static void basis(double angle, double[] row) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        row[0] = 1;
        double c = 1;
        double s = 0;
        for (int k = 1; k < row.length; k += 2) {
            double next = c * cos - s * sin;
            s = s * cos + c * sin;
            c = next;
            row[k] = c;
            row[k + 1] = s;
        }
    }

    /** Overwrites the lower triangle. */
    private static double[] solve(double[][] m, double[] right) {
        int n = right.length;
        double[] x = right.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = m[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= m[i][k] * m[j][k];
                }
                m[i][j] = i == j ? Math.sqrt(Math.max(1e-300, sum)) : sum / m[j][j];
            }
            for (int k = 0; k < i; k++) {
                x[i] -= m[i][k] * x[k];
            }
            x[i] /= m[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= m[k][i] * x[k];
            }
            x[i] /= m[i][i];
        }
        return x;
    }

    double amplitude(int harmonic) {
        return Math.hypot(coefficients[2 * harmonic - 1], coefficients[2 * harmonic]);
    }

    /** phi_k of a_k cos(k x) + b_k sin(k x) = A_k cos(k x - phi_k) [radians]. */
    double phase(int harmonic) {
        return Math.atan2(coefficients[2 * harmonic], coefficients[2 * harmonic - 1]);
    }

    double value(double phase) {
        double sum = coefficients[0];
        for (int k = 1; 2 * k < coefficients.length; k++) {
            sum += coefficients[2 * k - 1] * Math.cos(2 * Math.PI * k * phase)
                    + coefficients[2 * k] * Math.sin(2 * Math.PI * k * phase);
        }
        return sum;
    }
}
