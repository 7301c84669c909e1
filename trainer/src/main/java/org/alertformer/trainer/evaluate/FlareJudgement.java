package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.alertformer.classification.FlarePosterior;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction.FlareEstimate;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.data.FlareTruth;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.SurveyFlares;
import org.jspecify.annotations.Nullable;

/**
 * Flare parameters of simulated flares judged against the exact posterior on the same light curves: the network's own
 * estimate, and what the stream publishes of it. The stream publishes medians, so the exact median stands beside the
 * exact mean. Ranks are counted in six bins bounded by the 2.5th, 16th, 50th, 84th and
 * 97.5th percentile (simulation-based calibration: Talts et al. 2018, arXiv 1804.06788); chi square of their counts has
 * five degrees of freedom.
 *
 * <p>Which alert is judged must not depend on how many will follow: a long flare has more, and the exact posterior as of one
 * would be that of another question. Its number is drawn log-uniformly up to {@value #LATEST}, and objects with fewer are left out.
 *
 * @param flares how many, each as of one alert after its onset
 * @param converged fraction for which the stream's posterior is its own, not the network's
 * @param rows one per method and parameter
 */
public record FlareJudgement(int flares, double converged, List<Row> rows) {
    private static final int LATEST = 65;
    private static final String[] METHODS = {"network", "stream", "exact, mean", "exact, median"};
    private static final String[] PARAMETERS = {"ln amplitude", "onset [days]", "ln decay"};
    private static final double[] LEVELS = {0.025, 0.16, 0.5, 0.84, 0.975};
    private static final double[] NORMAL = {-1.95996, -0.99446, 0, 0.99446, 1.95996};

    /**
     * One parameter by one method.
     *
     * @param error root mean square of the estimate's error
     * @param ratio of it to that of the exact posterior's mean
     * @param medianError of the absolute error
     * @param coverage68 fraction of truths within the central 68 %
     * @param coverage95 within the central 95 %
     * @param ranks truths in each of the six bins
     * @param chiSquare of the ranks
     */
    public record Row(
            String method,
            String parameter,
            double error,
            double ratio,
            double medianError,
            double coverage68,
            double coverage95,
            int[] ranks,
            double chiSquare) {}

    /** Errors and ranks of one parameter by one method. */
    private static final class Tally {
        private final List<Double> errors = new ArrayList<>();
        private final int[] ranks = new int[LEVELS.length + 1];

        void add(double error, double[] quantiles, double truth) {
            errors.add(Math.abs(error));
            int bin = 0;
            while (bin < quantiles.length && truth > quantiles[bin]) {
                bin++;
            }
            ranks[bin]++;
        }

        double rootMeanSquare() {
            return Math.sqrt(errors.stream().mapToDouble(e -> e * e).average().orElse(Double.NaN));
        }

        Row row(String method, String parameter, double exact) {
            int n = errors.size();
            double chiSquare = 0;
            for (int bin = 0; bin < ranks.length; bin++) {
                double expected = n * ((bin < LEVELS.length ? LEVELS[bin] : 1) - (bin > 0 ? LEVELS[bin - 1] : 0));
                chiSquare += (ranks[bin] - expected) * (ranks[bin] - expected) / expected;
            }
            double inner = ranks[2] + ranks[3];
            return new Row(
                    method,
                    parameter,
                    rootMeanSquare(),
                    rootMeanSquare() / exact,
                    errors.stream().sorted().skip(n / 2).findFirst().orElse(Double.NaN),
                    inner / n,
                    (inner + ranks[1] + ranks[4]) / n,
                    ranks,
                    chiSquare);
        }
    }

    /**
     * @param surveys their flares, as many as there are
     * @param most how many are judged in all
     */
    public static FlareJudgement of(OnnxModel model, List<SurveyFlares> surveys, int most, long seed) {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        Random random = new Random(seed);
        int judged = 0;
        int converged = 0;
        for (SurveyFlares survey : surveys) {
            int left = most / surveys.size();
            for (LabelledCurve source : survey.curves()) {
                FlareTruth truth = source.flare();
                LightCurve seen = asOf(source.curve(), (int) Math.exp(random.nextDouble() * Math.log(LATEST)));
                if (truth == null
                        || seen == null
                        || left == 0
                        || truth.onsetMjd() > seen.get(seen.size() - 1).mjd()) {
                    continue;
                }
                left--;
                judged++;
                EncodedLightCurve encoded = model.encoder().encode(seen);
                FlareEstimate estimate = model.predict(List.of(encoded)).get(0).flare();
                if (estimate == null) {
                    throw new IllegalArgumentException("model " + model.card().name() + " gives no flare parameters");
                }
                FlarePosterior stream =
                        FlarePosterior.of(estimate, seen, model.card().flareRangeIn(survey.survey()));
                converged += stream.converged() ? 1 : 0;
                ExactFlare exact = ExactFlare.of(seen, survey.prior());
                double[] truths = {truth.lnAmplitude(), truth.onsetMjd(), truth.lnDecay()};
                double[][] published = {
                    levels(stream.amplitude(), true), levels(stream.onsetMjd(), false), levels(stream.decayDays(), true)
                };
                Marginal[] marginals = {exact.lnAmplitude(), exact.onset(), exact.lnDecay()};
                for (int p = 0; p < truths.length; p++) {
                    double mean = estimate.mean()[p] + (p == 1 ? estimate.referenceMjd() : 0);
                    double sigma = Math.sqrt(estimate.covariance()[4 * p]);
                    double[] own = new double[NORMAL.length];
                    for (int i = 0; i < own.length; i++) {
                        own[i] = mean + NORMAL[i] * sigma;
                    }
                    tally(tallies, 0, p).add(mean - truths[p], own, truths[p]);
                    tally(tallies, 1, p).add(published[p][2] - truths[p], published[p], truths[p]);
                    // the rank of the truth is that of its probability among the levels
                    double probability = marginals[p].below(truths[p]);
                    tally(tallies, 2, p).add(marginals[p].mean() - truths[p], LEVELS, probability);
                    tally(tallies, 3, p).add(marginals[p].median() - truths[p], LEVELS, probability);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int method = 0; method < METHODS.length; method++) {
            for (int p = 0; p < PARAMETERS.length; p++) {
                rows.add(tally(tallies, method, p)
                        .row(
                                METHODS[method],
                                PARAMETERS[p],
                                tally(tallies, 2, p).rootMeanSquare()));
            }
        }
        return new FlareJudgement(judged, (double) converged / judged, rows);
    }

    /** As of an alert of that number, from 1; null if the object has fewer. */
    private static @Nullable LightCurve asOf(LightCurve curve, int number) {
        int left = number;
        for (Observation observation : curve.observations()) {
            left -= observation.kind() == Kind.DETECTION ? 1 : 0;
            if (left == 0) {
                return curve.asOf(observation.mjd());
            }
        }
        return null;
    }

    private static Tally tally(Map<String, Tally> tallies, int method, int parameter) {
        return tallies.computeIfAbsent(METHODS[method] + parameter, key -> new Tally());
    }

    private static double[] levels(FlarePosterior.Quantiles q, boolean logarithm) {
        double[] levels = {q.lowest(), q.lower(), q.median(), q.upper(), q.highest()};
        for (int i = 0; logarithm && i < levels.length; i++) {
            levels[i] = Math.log(levels[i]);
        }
        return levels;
    }

    /** As a table in Markdown. */
    public String toMarkdown() {
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                "Over %d simulated flares; for %.3f of them the stream's posterior is its own.%n%n"
                        + "| method | parameter | root mean square error | over exact | median error | within 68 %% | within"
                        + " 95 %% | ranks | chi square (5) |%n|---|---|---|---|---|---|---|---|---|%n",
                flares,
                converged));
        for (Row r : rows) {
            StringBuilder ranks = new StringBuilder();
            for (int count : r.ranks()) {
                ranks.append(ranks.isEmpty() ? "" : " ").append(count);
            }
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.3f | %.2f | %.3f | %.3f | %.3f | %s | %.1f |%n",
                    r.method(),
                    r.parameter(),
                    r.error(),
                    r.ratio(),
                    r.medianError(),
                    r.coverage68(),
                    r.coverage95(),
                    ranks,
                    r.chiSquare()));
        }
        return page.toString();
    }
}
