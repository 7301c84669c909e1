package org.alertformer.trainer.network;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
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
 *   <li>{@code time2vec_log}: v_0 = w_0 u + b_0, v_k = sin(w_k u + b_k) on u = ln(1 + t), all learned, starting at unit noise (as
 *       AppleCiDEr has it).
 *   <li>{@code astromer}: PE_i(t) = sin(w_i t) for even i, cos(w_i t) for odd i, w_i = {@code base}^(-{@code c} i/d), added to the
 *       token; sine and cosine do not share a frequency (Donoso-Oliva et al. 2023, ASTROMER, equation 3).
 *   <li>{@code atat}: as {@code fourier}, but exactly as published: the coefficients are those of the observation's band and start
 *       at unit noise, while W is shared by the bands.
 *   <li>{@code time_modulation}: e_k(t) = exp(-floor(k/2)/2) sin(2 pi t / P_k + phi_k), P_k = {@code period}/(floor(k/2) + 1), phi_k =
 *       pi/2 for even k and 0 for odd; the token becomes gamma(e) x + beta(e), both linear (Pimentel et al. 2023, TimeModAttn).
 *   <li>{@code tape}: PE_2i = sin(w_i t d/L), PE_2i+1 = cos(w_i t d/L), w_i = 10000^(-2i/d), added to the token, with L the
 *       parameter {@code length} [days] (Foumani et al. 2024, tAPE, arXiv 2305.16642; there t is a position and L a count).
 *   <li>{@code romae}: rotary on two axes, each with half of the pairs: time, and the number of the band; of each half only the
 *       first three quarters turn (Zivanovic et al. 2025, RoMAE).
 *   <li>{@code delta}, {@code none}: nothing here; {@code delta} stands for the features log_gap and log_band_gap.
 * </ol>
 *
 * @param kind the encoding
 * @param frequencies [radians per day, or per unit of ln(1 + t)] where the kind has some
 * @param phases [radians] of those kinds that are sums of shifted sines
 * @param scales of the same sines
 * @param logarithmic whether t is replaced by ln(1 + t)
 * @param span [days] of the kinds that need one
 * @param count channels that join the features
 */
public record TimeChannels(
        TimeEncoding.Kind kind,
        double[] frequencies,
        double[] phases,
        double[] scales,
        boolean logarithmic,
        double span,
        int count) {
    private static final double TURNED = 0.75;
    private static final double TAPE_BASE = 10_000;

    private TimeChannels(TimeEncoding.Kind kind, double[] frequencies, boolean logarithmic, double span, int count) {
        this(kind, frequencies, new double[0], new double[0], logarithmic, span, count);
    }

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
                double[] w = harmonics(p.count("harmonics", 16), period);
                yield new TimeChannels(encoding.kind(), w, false, period, 0);
            }
            case time2vec_log -> {
                double[] w = new double[p.count("frequencies", 16)];
                Arrays.fill(w, 1);
                yield new TimeChannels(encoding.kind(), w, true, 1, w.length + 1);
            }
            case atat -> {
                double[] w = harmonics(p.count("harmonics", 64), p.positive("period", 1500));
                yield new TimeChannels(encoding.kind(), w, false, 1, 0);
            }
            case astromer -> {
                double base = p.positive("base", 1000);
                double c = p.positive("c", 2);
                yield sines(encoding.kind(), width, i -> Math.pow(base, -c * i / width), i -> 1);
            }
            case tape -> {
                double length = p.positive("length", 1000);
                yield sines(
                        encoding.kind(),
                        width,
                        i -> Math.pow(TAPE_BASE, -2.0 * (i / 2) / width) * width / length,
                        i -> 1);
            }
            case time_modulation -> {
                double period = p.positive("period", 1500);
                int count = p.count("harmonics", 16);
                TimeChannels turned = sines(
                        encoding.kind(), count, k -> 2 * Math.PI * (k / 2 + 1) / period, k -> Math.exp(-0.5 * (k / 2)));
                double[] phases = new double[count];
                for (int k = 0; k < count; k += 2) {
                    phases[k] = Math.PI / 2;
                }
                yield new TimeChannels(encoding.kind(), turned.frequencies(), phases, turned.scales(), false, 1, 0);
            }
            case romae -> new TimeChannels(encoding.kind(), new double[0], false, p.positive("base", 10_000), 0);
            case rotary -> new TimeChannels(encoding.kind(), new double[0], false, p.positive("base", 10_000), 0);
        };
        p.requireAllKnown();
        return channels;
    }

    /** Sines for even and cosines for odd numbers. */
    private static TimeChannels sines(
            TimeEncoding.Kind kind, int count, IntToDoubleFunction frequency, IntToDoubleFunction scale) {
        double[] w = new double[count];
        double[] phases = new double[count];
        double[] scales = new double[count];
        for (int i = 0; i < count; i++) {
            w[i] = frequency.applyAsDouble(i);
            phases[i] = i % 2 == 0 ? 0 : Math.PI / 2;
            scales[i] = scale.applyAsDouble(i);
        }
        return new TimeChannels(kind, w, phases, scales, false, 1, 0);
    }

    private static double[] harmonics(int count, double period) {
        double[] w = new double[count];
        for (int m = 0; m < count; m++) {
            w[m] = 2 * Math.PI * m / period;
        }
        return w;
    }

    /** Angle of each pair of a head per day; {@code romae} leaves half of the pairs to the bands. */
    double[] turns(int headWidth) {
        int half = headWidth / 2;
        int own = kind == TimeEncoding.Kind.romae ? half - half / 2 : half;
        return theta(half, 0, own);
    }

    /** Angle of each pair of a head per number of the band. */
    double[] bandTurns(int headWidth) {
        int half = headWidth / 2;
        return theta(half, half - half / 2, half / 2);
    }

    private double[] theta(int pairs, int from, int count) {
        double[] theta = new double[pairs];
        int turned = kind == TimeEncoding.Kind.romae ? (int) Math.ceil(TURNED * count) : count;
        for (int j = 0; j < turned; j++) {
            theta[from + j] = Math.pow(span, -(double) j / count);
        }
        return theta;
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
