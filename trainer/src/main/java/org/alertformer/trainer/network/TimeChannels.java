package org.alertformer.trainer.network;

import java.util.Set;
import java.util.TreeSet;
import org.alertformer.encoding.TimeEncoding;

/**
 * The constants of a time encoding. Most encodings are channels computed from the time t [days since the reference] that
 * join the features in front of the input layer; its matrix then projects them, which includes adding them as they are.
 *
 * <ol>
 *   <li>{@code sinusoidal}: sin(w_k t), cos(w_k t); either w_k = P^(-2k/d) with {@code period} P (Vaswani et al. 2017, on
 *       continuous days), or periods spaced evenly in the logarithm from {@code shortest} to {@code longest} [days].
 *   <li>{@code log}: the same on ln(1 + t).
 *   <li>{@code time2vec}: w_0 t + phi_0, sin(w_k t + phi_k), all learned (Kazemi et al. 2019, arXiv 1907.05321, equation 1);
 *       w_k start at the periods from {@code shortest} to {@code longest}. The linear term takes t in units of {@code longest}.
 *   <li>{@code learned}: bins of equal width in ln(1 + t) up to {@code longest}, one trainable embedding each, linear between
 *       their centres so that no observation hangs on a bin's edge.
 *   <li>{@code fourier}: the token is multiplied by alpha(t) and beta(t) is added, each a Fourier series with {@code
 *       harmonics} terms of base period {@code period} [days], learned per channel (Cabrera-Vives et al. 2024, ATAT, equations
 *       2 to 4). Differs from the paper: alpha starts at 1 and beta at 0, with small terms, instead of unit noise.
 *   <li>{@code rotary}: queries and keys are turned by t theta_j, theta_j = {@code base}^(-2j/D), in halves (Su et al. 2021,
 *       arXiv 2104.09864); the class token stands at t = 0.
 *   <li>{@code delta}, {@code none}: nothing here; {@code delta} stands for the features log_gap and log_band_gap.
 * </ol>
 *
 * @param kind the encoding
 * @param frequencies [radians per day, or per unit of ln(1 + t)] where the kind has some
 * @param logarithmic whether t is replaced by ln(1 + t)
 * @param span [days] of the kinds that need one
 * @param count channels that join the features
 */
public record TimeChannels(TimeEncoding.Kind kind, double[] frequencies, boolean logarithmic, double span, int count) {

    static TimeChannels of(TimeEncoding encoding, int width) {
        Parameters p = new Parameters(encoding);
        TimeChannels channels = switch (encoding.kind()) {
            case none, delta -> new TimeChannels(encoding.kind(), new double[0], false, 1, 0);
            case sinusoidal, log -> {
                double[] w = frequencies(p, width / 2);
                yield new TimeChannels(encoding.kind(), w, encoding.kind() == TimeEncoding.Kind.log, 1, 2 * w.length);
            }
            case time2vec -> {
                double longest = p.positive("longest", 4000);
                double[] w = spaced(p.positive("shortest", 0.5), longest, p.count("frequencies", 16));
                yield new TimeChannels(encoding.kind(), w, false, longest, w.length + 1);
            }
            case learned -> {
                int bins = p.count("bins", 32);
                yield new TimeChannels(encoding.kind(), new double[0], true, p.positive("longest", 4000), bins);
            }
            case fourier -> {
                double period = p.positive("period", 1500);
                double[] w = new double[p.count("harmonics", 16)];
                for (int m = 0; m < w.length; m++) {
                    w[m] = 2 * Math.PI * m / period;
                }
                yield new TimeChannels(encoding.kind(), w, false, period, 0);
            }
            case rotary -> new TimeChannels(encoding.kind(), new double[0], false, p.positive("base", 10_000), 0);
        };
        p.requireAllKnown();
        return channels;
    }

    private static double[] frequencies(Parameters p, int defaultCount) {
        int count = p.count("frequencies", defaultCount);
        if (p.has("period")) {
            double period = p.positive("period", 10_000);
            double[] w = new double[count];
            for (int k = 0; k < count; k++) {
                w[k] = Math.pow(period, -(double) k / count);
            }
            return w;
        }
        return spaced(p.positive("shortest", 0.1), p.positive("longest", 4000), count);
    }

    private static double[] spaced(double shortest, double longest, int count) {
        double[] w = new double[count];
        for (int k = 0; k < count; k++) {
            w[k] = 2 * Math.PI / (shortest * Math.pow(longest / shortest, count == 1 ? 0 : k / (count - 1.0)));
        }
        return w;
    }

    private static final class Parameters {
        private final TimeEncoding encoding;
        private final Set<String> known = new TreeSet<>();

        Parameters(TimeEncoding encoding) {
            this.encoding = encoding;
        }

        boolean has(String name) {
            return encoding.parameters().containsKey(name);
        }

        double positive(String name, double otherwise) {
            known.add(name);
            double value = encoding.parameters().getOrDefault(name, otherwise);
            if (!(value > 0 && Double.isFinite(value))) {
                throw new IllegalArgumentException(
                        "time encoding " + encoding.kind() + ": " + name + " " + value + " is not positive");
            }
            return value;
        }

        int count(String name, int otherwise) {
            double value = positive(name, otherwise);
            if (value != Math.rint(value) || value > 4096) {
                throw new IllegalArgumentException(
                        "time encoding " + encoding.kind() + ": " + name + " " + value + " is no number of terms");
            }
            return (int) value;
        }

        void requireAllKnown() {
            for (String name : encoding.parameters().keySet()) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException("time encoding " + encoding.kind() + " has no parameter '" + name
                            + "'" + (known.isEmpty() ? "" : ", it has " + String.join(", ", known)));
                }
            }
        }
    }
}
