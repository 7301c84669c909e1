package org.alertformer.trainer.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.alertformer.inference.FlareRange;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.simulation.FlareParameters;
import org.alertformer.simulation.FlarePrior;
import org.alertformer.simulation.SimulatedObject;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.SourceClass;
import org.alertformer.simulation.SurveyDesign;
import org.jspecify.annotations.Nullable;

/**
 * Training data from the simulated surveys. Validation and test sources come from surveys of their own, with the next two
 * seeds: other fields, other weather, other sources.
 *
 * @param surveys designs, each with an equal part of the sources
 * @param nights how long each survey lasts
 * @param seed of the training surveys
 * @param trainSources sources that lie in the fields; about a third never raise an alert
 * @param validationSources likewise
 * @param testSources likewise
 * @param mix relative frequency of the source classes, by symbol
 */
public record SimulationRecipe(
        List<String> surveys,
        int nights,
        long seed,
        long trainSources,
        long validationSources,
        long testSources,
        Map<String, Double> mix) {
    public SimulationRecipe {
        surveys = List.copyOf(Objects.requireNonNull(surveys, "simulation: surveys is missing"));
        mix = Map.copyOf(Objects.requireNonNull(mix, "simulation: mix is missing"));
        if (surveys.isEmpty()) {
            throw new IllegalArgumentException("simulation: surveys is empty");
        }
        settings(surveys.get(0), mix, nights, seed, 1);
    }

    CurveSet load() {
        List<String> classes = classes();
        Map<String, FlareRange> ranges = flareRanges();
        return new CurveSet(
                "simulated surveys " + String.join(" ", surveys) + " seed " + seed,
                classes,
                simulate(classes, seed, trainSources),
                simulate(classes, seed + 1, validationSources),
                test(seed + 2),
                Truncation.UNIFORM,
                flareRange(ranges.values()),
                ranges);
    }

    /** Of all surveys. */
    private static FlareRange flareRange(Collection<FlareRange> ranges) {
        return new FlareRange(
                ranges.stream().mapToDouble(FlareRange::lowestAmplitude).min().orElseThrow(),
                ranges.stream().mapToDouble(FlareRange::highestAmplitude).max().orElseThrow(),
                ranges.stream().mapToDouble(FlareRange::shortestDecay).min().orElseThrow(),
                ranges.stream().mapToDouble(FlareRange::longestDecay).max().orElseThrow());
    }

    /** Of each survey, by its name. */
    public Map<String, FlareRange> flareRanges() {
        Map<String, FlareRange> ranges = new LinkedHashMap<>();
        for (String survey : surveys) {
            FlarePrior prior = FlarePrior.of(settings(survey, mix, nights, seed, 1));
            ranges.put(
                    survey,
                    new FlareRange(
                            prior.lowestAmplitude(),
                            prior.highestAmplitude(),
                            prior.shortestDecay(),
                            prior.longestDecay()));
        }
        return ranges;
    }

    /** A fresh test set of the same surveys. */
    public List<LabelledCurve> test(long testSeed) {
        return simulate(classes(), testSeed, testSources);
    }

    /**
     * Flares alone, of each survey, with the prior that they were drawn from.
     *
     * @param sources that lie in the fields of each survey
     */
    public List<SurveyFlares> flares(long testSeed, long sources) {
        List<SurveyFlares> flares = new ArrayList<>();
        for (String survey : surveys) {
            var settings = settings(survey, Map.of(SourceClass.FLARE.symbol(), 1.0), nights, testSeed, sources);
            SimulatedSurvey simulated = SimulatedSurvey.of(settings);
            flares.add(new SurveyFlares(
                    survey,
                    FlarePrior.of(settings),
                    simulated
                            .objects()
                            .filter(source -> source.alertCount() > 0)
                            .map(source -> labelled(simulated, source, List.of(SourceClass.FLARE.label())))
                            .toList()));
        }
        return flares;
    }

    /** In the order of {@link SourceClass}, so that a recipe cannot permute them. */
    List<String> classes() {
        Set<String> labels = new LinkedHashSet<>();
        for (SourceClass sourceClass : SourceClass.values()) {
            if (mix.getOrDefault(sourceClass.symbol(), 0.0) > 0) {
                labels.add(sourceClass.label());
            }
        }
        return List.copyOf(labels);
    }

    private List<LabelledCurve> simulate(List<String> classes, long surveySeed, long sources) {
        List<LabelledCurve> curves = new ArrayList<>();
        for (String survey : surveys) {
            long share = Math.max(1, sources / surveys.size());
            SimulatedSurvey simulated = SimulatedSurvey.of(settings(survey, mix, nights, surveySeed, share));
            simulated
                    .objects()
                    .filter(source -> source.alertCount() > 0)
                    .forEach(source -> curves.add(labelled(simulated, source, classes)));
        }
        return curves;
    }

    private static LabelledCurve labelled(SimulatedSurvey survey, SimulatedObject source, List<String> classes) {
        FlareParameters flare = source.flare();
        return new LabelledCurve(
                source.survey() + " " + source.object().name(),
                classes.indexOf(source.sourceClass().label()),
                LightCurve.of(source.observations()),
                flare == null
                        ? null
                        : new FlareTruth(
                                Math.log(flare.amplitude()),
                                flare.onsetMjd(),
                                Math.log(flare.decayDays()),
                                dip(source.parameters()),
                                new SurveySource(survey, source.index())));
    }

    private static @Nullable DipTruth dip(Map<String, Double> parameters) {
        Double mjd = parameters.get("dip_mjd");
        Double width = parameters.get("dip_width_days");
        Double depth = parameters.get("dip_depth_njy");
        return mjd == null || width == null || depth == null ? null : new DipTruth(mjd, width, depth);
    }

    private static SimulationSettings settings(
            String survey, Map<String, Double> mix, int nights, long seed, long sources) {
        Map<SourceClass, Double> shares = new EnumMap<>(SourceClass.class);
        mix.forEach((symbol, share) -> shares.put(SourceClass.of(symbol), share));
        return SimulationSettings.of(SurveyDesign.of(survey), sources, nights, seed)
                .withMix(shares);
    }
}
