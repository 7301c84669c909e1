package org.alertformer.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.SourceClass;
import org.alertformer.simulation.SurveyDesign;
import picocli.CommandLine.Option;

/** Which survey is simulated. */
final class SimulationOptions {
    @Option(
            names = "--survey",
            paramLabel = "NAME",
            defaultValue = "lsst",
            description = "ztf or lsst (default: ${DEFAULT-VALUE}).")
    private String survey = "lsst";

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Sources in the fields, two in three of which raise alerts, 15 to 30 in a year each"
                    + " (default: ${DEFAULT-VALUE}).")
    private long objects;

    @Option(
            names = "--nights",
            paramLabel = "N",
            defaultValue = "365",
            description = "How long the survey lasts (default: ${DEFAULT-VALUE}).")
    private int nights;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--mix",
            paramLabel = "CLASS=SHARE",
            split = ",",
            description =
                    "Relative numbers of drw, periodic, flare, flare_dip, constant and supernova, the last two being"
                            + " 'other' in the truth (default: drw=1,periodic=1,flare=1,flare_dip=1).")
    private Map<String, Double> mix = new LinkedHashMap<>();

    @Option(
            names = "--fields",
            paramLabel = "N",
            defaultValue = "" + SimulationSettings.DEFAULT_FIELDS,
            description =
                    "Fields of view on the sky; the fewer, the more alerts a visit sends (default: ${DEFAULT-VALUE}).")
    private int fields;

    @Option(
            names = "--start-mjd",
            paramLabel = "MJD",
            defaultValue = "" + SimulationSettings.DEFAULT_START,
            description = "Noon before the first night (default: ${DEFAULT-VALUE}).")
    private int startMjd;

    @Option(
            names = "--evolving-flares",
            description =
                    "Flares rise over some time and redden; without this F(t) = A exp(-(t - t0)/tau) in all bands.")
    private boolean evolvingFlares;

    /** Throws {@link IllegalArgumentException} naming the option that makes no survey. */
    SimulationSettings settings() {
        var settings = SimulationSettings.of(SurveyDesign.of(survey), objects, nights, seed)
                .withFields(fields)
                .withStart(startMjd);
        if (!mix.isEmpty()) {
            var shares = new EnumMap<SourceClass, Double>(SourceClass.class);
            mix.forEach((name, share) -> shares.put(SourceClass.of(name), share));
            settings = settings.withMix(shares);
        }
        return evolvingFlares ? settings.withEvolvingFlares() : settings;
    }
}
