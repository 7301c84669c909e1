package org.alertformer.trainer.export;

import org.alertformer.encoding.TimeEncoding;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.TimeChannels;
import org.alertformer.trainer.network.Weights;

/** From features [batch, length, F] and the input {@code time} to tokens [batch, length, d]; formulas: {@link TimeChannels}. */
record TimeGraph(Graph g, Architecture architecture, Weights weights, String features) {
    String tokens() {
        Layers layers = new Layers(g, architecture, weights);
        TimeChannels channels = architecture.timeChannels();
        String t = g.node("Unsqueeze", "time", g.integers(2));
        if (channels.logarithmic()) {
            t = g.node("Log", g.node("Add", t, g.scalar(1)));
        }
        String inputs = switch (channels.kind()) {
            case sinusoidal, log -> g.concat(2, features, waves(t, channels));
            case time2vec -> g.concat(2, features, time2vec(t, channels));
            case learned -> g.concat(2, features, hats(t, channels));
            case none, delta, fourier, rotary -> features;
        };
        String tokens = layers.linear(inputs, "input");
        if (channels.kind() == TimeEncoding.Kind.fourier) {
            String waves = waves(t, channels);
            String alpha = g.node("MatMul", waves, layers.transposed("time.alpha", 0, architecture.width()));
            String beta = g.node("MatMul", waves, layers.transposed("time.beta", 0, architecture.width()));
            return g.node("Add", g.node("Mul", tokens, alpha), beta);
        }
        return tokens;
    }

    private String waves(String t, TimeChannels channels) {
        float[] w = new float[channels.frequencies().length];
        for (int k = 0; k < w.length; k++) {
            w[k] = (float) channels.frequencies()[k];
        }
        String angle = g.node("Mul", t, g.constant("time.frequencies", w, w.length));
        return g.concat(2, g.node("Sin", angle), g.node("Cos", angle));
    }

    private String time2vec(String t, TimeChannels channels) {
        float[] linear = weights.values("time.linear");
        String scaled = g.node("Mul", t, g.scalar((float) (1 / channels.span())));
        String trend = g.node("Add", g.node("Mul", scaled, g.scalar(linear[0])), g.scalar(linear[1]));
        float[] omega = weights.values("time.omega");
        float[] phi = weights.values("time.phi");
        String angle = g.node(
                "Add",
                g.node("Mul", t, g.constant("time.omega", omega, omega.length)),
                g.constant("time.phi", phi, phi.length));
        return g.concat(2, trend, g.node("Sin", angle));
    }

    private String hats(String t, TimeChannels channels) {
        float[] centres = new float[channels.count()];
        for (int j = 0; j < centres.length; j++) {
            centres[j] = j;
        }
        double perBin = (channels.count() - 1) / Math.log1p(channels.span());
        String place = g.node("Min", g.node("Mul", t, g.scalar(perBin)), g.scalar(channels.count() - 1));
        String distance = g.node("Abs", g.node("Sub", place, g.constant("time.centres", centres, centres.length)));
        return g.node("Relu", g.node("Sub", g.scalar(1), distance));
    }
}
