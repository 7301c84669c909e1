package org.alertformer.trainer.network;

import java.util.List;
import org.alertformer.encoding.TimeEncoding;
import org.jspecify.annotations.Nullable;

/** From features and times to tokens; the formulas are those of {@link TimeChannels}. */
public final class TimeTokens<T> {
    private final Operators<T> o;
    private final Architecture a;
    private final TimeChannels channels;

    public TimeTokens(Operators<T> o, Architecture a) {
        this.o = o;
        this.a = a;
        this.channels = a.timeChannels();
    }

    /** Tokens [B, L, d]. */
    public T tokens() {
        T features = a.tokenFeatures() == a.features() ? o.features() : o.slice(o.features(), 2, 0, a.tokenFeatures());
        T t = time();
        T inputs = switch (channels.kind()) {
            case sinusoidal, log -> o.concat(2, features, waves(t));
            case time2vec, time2vec_log -> o.concat(2, features, time2vec(t));
            case learned -> o.concat(2, features, bins(t));
            case none, delta, fourier, rotary, astromer, atat, time_modulation, tape, romae -> features;
        };
        T x = o.linear(inputs, "input");
        return switch (channels.kind()) {
            case fourier -> {
                T waves = waves(t);
                T alpha = o.matmul(waves, o.transpose(o.weight("time.alpha"), 1, 0));
                T beta = o.matmul(waves, o.transpose(o.weight("time.beta"), 1, 0));
                yield o.add(o.multiply(x, alpha), beta);
            }
            case atat -> {
                T waves = waves(t);
                yield o.add(o.multiply(x, ofBand(waves, "time.alpha")), ofBand(waves, "time.beta"));
            }
            case time_modulation -> {
                T e = encoding();
                yield o.add(o.multiply(x, o.linear(e, "time.gamma")), o.linear(e, "time.beta"));
            }
            case astromer, tape -> o.add(x, encoding());
            case none, delta, sinusoidal, log, time2vec, time2vec_log, learned, rotary, romae -> x;
        };
    }

    private T time() {
        T t = o.reshape(o.time(), 0, -1, 1);
        return channels.logarithmic() ? o.log(o.shift(t, 1)) : t;
    }

    /** The numbers of a fixed encoding that does not join the features: scale_k sin(w_k t + phi_k) [B, L, K]. */
    T encoding() {
        float[] w = Initializer.floats(channels.frequencies());
        float[] phi = Initializer.floats(channels.phases());
        float[] scale = Initializer.floats(channels.scales());
        T angle = o.add(o.multiply(time(), o.constant(w, w.length)), o.constant(phi, phi.length));
        return o.multiply(o.sin(angle), o.constant(scale, scale.length));
    }

    /** Fourier series with coefficients of each observation's own band [B, L, d]. */
    private T ofBand(T waves, String name) {
        int d = a.width();
        List<Integer> bands = a.bandColumns();
        T all = o.matmul(waves, o.weight(name));
        if (bands.isEmpty()) {
            return all;
        }
        T own = o.reshape(columns(o, bands, a.features()), 0, 0, bands.size(), 1);
        T parts = o.multiply(o.reshape(all, 0, 0, bands.size(), d), own);
        return o.reshape(o.sum(parts, 2), 0, -1, d);
    }

    private T waves(T t) {
        float[] w = Initializer.floats(channels.frequencies());
        T angle = o.multiply(t, o.constant(w, w.length));
        return o.concat(2, o.sin(angle), o.cos(angle));
    }

    private T time2vec(T t) {
        T linear = o.weight("time.linear");
        T trend =
                o.add(o.multiply(o.scale(t, 1 / channels.span()), o.slice(linear, 0, 0, 1)), o.slice(linear, 0, 1, 2));
        T angle = o.add(o.multiply(t, o.weight("time.omega")), o.weight("time.phi"));
        return o.concat(2, trend, o.sin(angle));
    }

    private T bins(T t) {
        double perBin = (channels.count() - 1) / Math.log1p(channels.span());
        return hats(o, o.minimum(o.scale(t, perBin), channels.count() - 1.0), channels.count());
    }

    /** Linear interpolation between bins: places [..., 1] from 0 to bins - 1 become weights [..., bins]. */
    static <T> T hats(Operators<T> o, T place, int bins) {
        float[] centres = new float[bins];
        for (int j = 0; j < bins; j++) {
            centres[j] = j;
        }
        return o.relu(o.shift(o.scale(o.abs(o.subtract(place, o.constant(centres, bins))), -1), 1));
    }

    /** Some of the features [B, L, columns]. */
    static <T> T columns(Operators<T> o, List<Integer> columns, int features) {
        float[] choice = new float[features * columns.size()];
        for (int c = 0; c < columns.size(); c++) {
            choice[columns.get(c) * columns.size() + c] = 1;
        }
        return o.matmul(o.features(), o.constant(choice, features, columns.size()));
    }

    /** By how much queries and keys are turned [B, L, D/2]; null where they are not. */
    public @Nullable T angles() {
        boolean withBand = channels.kind() == TimeEncoding.Kind.romae;
        if (!withBand && channels.kind() != TimeEncoding.Kind.rotary) {
            return null;
        }
        float[] theta = Initializer.floats(channels.turns(a.headWidth()));
        T angle = o.multiply(o.reshape(o.time(), 0, -1, 1), o.constant(theta, theta.length));
        List<Integer> bands = a.bandColumns();
        if (!withBand || bands.isEmpty()) {
            return angle;
        }
        float[] number = new float[bands.size()];
        for (int b = 0; b < number.length; b++) {
            number[b] = b;
        }
        float[] ofBand = Initializer.floats(channels.bandTurns(a.headWidth()));
        T band = o.matmul(columns(o, bands, a.features()), o.constant(number, number.length, 1));
        return o.add(angle, o.multiply(band, o.constant(ofBand, ofBand.length)));
    }
}
