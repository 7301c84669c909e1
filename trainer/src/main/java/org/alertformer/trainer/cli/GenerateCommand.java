package org.alertformer.trainer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Observation;
import org.alertformer.trainer.evaluate.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description =
                "Draws new light curves from a causal model that was taught to continue them (recipes/causal.yaml), as a table:"
                        + " id, mjd, band, flux [nJy], flux_err [nJy].")
final class GenerateCommand implements Callable<Integer> {
    private static final double START = 61_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file with a model card.")
    private Path file;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "10",
            description = "Light curves (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "60",
            description = "Observations of each (default ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default ${DEFAULT-VALUE}).")
    private long seed;

    /** Filled by picocli. */
    @SuppressWarnings("NullAway.Init")
    GenerateCommand() {}

    @Override
    public Integer call() {
        if (count < 1 || length < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--count " + count + " and --length " + length + " must be positive");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (OnnxModel model = OnnxModel.open(file, Device.cpu)) {
            Generator generator = new Generator(model);
            Random random = new Random(seed);
            out.println("id,mjd,band,flux,flux_err");
            for (int i = 0; i < count; i++) {
                for (Observation o : generator.draw(length, START, random).observations()) {
                    out.printf(
                            Locale.ROOT,
                            "generated-%d,%.5f,%s,%.6g,%.4g%n",
                            i + 1,
                            o.mjd(),
                            o.band().symbol(),
                            o.flux(),
                            o.fluxErr());
                }
            }
        }
        out.flush();
        return 0;
    }
}
