package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.simulation.TruthFile;
import org.alertformer.simulation.TruthRow;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
    private static final String[] OPTIONS = {
        "--survey", "ztf", "--objects", "300", "--nights", "60", "--seed", "5", "--mix", "drw=2,flare=1,supernova=1"
    };

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter messages = new StringWriter();

    @Test
    void call_writesAlertsInOrderOfTimeAndTheirTruth() throws IOException {
        int code = simulate(folder.resolve("night"), OPTIONS);

        List<GenericRecord> alerts = alerts(folder.resolve("night/alerts.avro"));
        List<TruthRow> truth = new ArrayList<>();
        TruthFile.read(folder.resolve("night/truth.csv"), truth::add);
        Map<Long, Integer> counted = new HashMap<>();
        double last = 0;
        for (GenericRecord alert : alerts) {
            counted.merge((Long) alert.get("objectId"), 1, Integer::sum);
            List<?> observations = (List<?>) alert.get("observations");
            GenericRecord trigger = (GenericRecord) observations.get(0);
            double mjd = (Double) trigger.get("mjd");
            assertThat(trigger.get("kind")).hasToString("DETECTION");
            assertThat(Math.abs((Float) trigger.get("flux")))
                    .isGreaterThanOrEqualTo(4.999f * (Float) trigger.get("fluxErr"));
            assertThat(observations).allMatch(o -> (Double) ((GenericRecord) o).get("mjd") <= mjd);
            assertThat(mjd).isGreaterThanOrEqualTo(last);
            last = mjd;
        }
        assertThat(code).isZero();
        assertThat(truth).hasSizeGreaterThan(50).extracting(TruthRow::label).containsOnly("drw", "flare", "other");
        assertThat(counted).hasSameSizeAs(truth);
        assertThat(truth).allMatch(row -> row.alerts() == counted.getOrDefault(row.objectId(), 0));
    }

    @Test
    void call_sameOptionsSameBytes() throws IOException {
        simulate(folder.resolve("one"), OPTIONS);

        simulate(folder.resolve("two"), OPTIONS);

        assertThat(folder.resolve("two/alerts.avro")).hasSameBinaryContentAs(folder.resolve("one/alerts.avro"));
        assertThat(folder.resolve("two/truth.csv")).hasSameBinaryContentAs(folder.resolve("one/truth.csv"));
        assertThat(Files.list(folder.resolve("two"))).hasSize(2);
    }

    @Test
    void call_directoryThatCannotBeMade_namesWhatIsInTheWay() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        StringWriter errors = new StringWriter();
        CommandLine command = Program.of(new SimulateCommand()).setErr(new PrintWriter(errors, true));

        int code = command.execute("--objects", "1", file.resolve("night").toString());

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString())
                .contains("directory " + file.resolve("night") + " cannot be made")
                .hasLineCount(1);
    }

    private int simulate(Path directory, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(directory.toString());
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(messages))
                .execute(arguments.toArray(String[]::new));
    }

    private static List<GenericRecord> alerts(Path file) throws IOException {
        try (var reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>())) {
            List<GenericRecord> alerts = new ArrayList<>();
            reader.forEach(alerts::add);
            return alerts;
        }
    }
}
