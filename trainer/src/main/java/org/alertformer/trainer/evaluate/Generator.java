package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;

/**
 * New light curves from a causal model: each observation is drawn from what the model tells of it after the ones before. The
 * first is drawn around the means of the training data.
 */
public final class Generator {
    private static final String NEXT = "next";
    private static final double MICROJANSKY = 1000;
    private static final double SHORTEST_GAP = 0.01;
    private static final double BRIGHTEST = 20;

    private final OnnxModel model;
    private final List<NormalizedFeature> features;
    private final int flux;
    private final int error;
    private final int gap;

    /** Throws {@link IllegalArgumentException} naming the feature that the model lacks to say what an observation is. */
    public Generator(OnnxModel model) {
        this.model = model;
        this.features = model.card().features();
        this.flux = column("asinh_flux");
        this.error = column("log_error");
        this.gap = column("log_gap");
    }

    private int column(String name) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("model " + model.card().name() + " lacks the feature '" + name
                + "', without which it cannot tell the next observation");
    }

    /**
     * One light curve.
     *
     * @param length observations
     * @param startMjd of the first observation, MJD, TAI [days]
     */
    public LightCurve draw(int length, double startMjd, Random random) {
        List<Observation> observations = new ArrayList<>();
        observations.add(observation(0, startMjd, new float[2 * features.size()], random));
        while (observations.size() < length) {
            float[] told = model.output(List.of(model.encoder().encode(LightCurve.of(observations))), NEXT);
            Observation last = observations.get(observations.size() - 1);
            observations.add(observation(observations.size(), last.mjd(), told, random));
        }
        return LightCurve.of(observations);
    }

    /** @param told means and log deviations of the normalised features */
    private Observation observation(int number, double after, float[] told, Random random) {
        double[] drawn = new double[features.size()];
        Band band = Band.G;
        double likeliest = Double.NEGATIVE_INFINITY;
        for (int f = 0; f < drawn.length; f++) {
            double normal = told[f] + Math.exp(told[drawn.length + f]) * random.nextGaussian();
            drawn[f] = features.get(f).mean() + features.get(f).scale() * normal;
            for (Band candidate : Band.values()) {
                if (features.get(f).name().equals("band_" + candidate.symbol()) && drawn[f] > likeliest) {
                    likeliest = drawn[f];
                    band = candidate;
                }
            }
        }
        double days = number == 0 ? 0 : Math.max(SHORTEST_GAP, Math.expm1(drawn[gap]));
        double bounded = Math.max(-BRIGHTEST, Math.min(BRIGHTEST, drawn[flux]));
        return new Observation(
                number + 1,
                after + days,
                band,
                Kind.DETECTION,
                (float) (MICROJANSKY * Math.sinh(bounded)),
                (float) Math.pow(10, Math.min(12, drawn[error])),
                after + days);
    }
}
