package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void read_whatWasWritten() throws IOException {
        Path file = folder.resolve("truth.csv");
        List<SimulatedObject> sources = SimulatedSurvey.of(SimulationSettings.of(SurveyDesign.LSST, 50, 365, 8))
                .objects()
                .toList();
        try (var truth = TruthFile.to(Files.newBufferedWriter(file))) {
            for (SimulatedObject source : sources) {
                truth.write(source, 0);
            }
        }
        List<TruthRow> rows = new ArrayList<>();

        TruthFile.read(file, rows::add);

        List<SimulatedObject> alerting =
                sources.stream().filter(source -> source.alertCount() > 0).toList();
        assertThat(rows).hasSameSizeAs(alerting).hasSizeGreaterThan(20);
        for (int i = 0; i < rows.size(); i++) {
            TruthRow row = rows.get(i);
            SimulatedObject source = alerting.get(i);
            assertThat(row.objectId()).isEqualTo(source.object().number());
            assertThat(row.label()).isEqualTo(source.sourceClass().label());
            assertThat(row.alerts()).isEqualTo(source.alertCount());
            assertThat(row.ra()).isCloseTo(source.ra(), within(1e-7));
            if (row.flare() != null && source.flare() != null) {
                assertThat(row.flare().onsetMjd()).isCloseTo(source.flare().onsetMjd(), within(1e-6));
                assertThat(row.flare().amplitude() / source.flare().amplitude()).isCloseTo(1, within(1e-7));
            } else {
                assertThat(row.flare()).isNull();
                assertThat(source.flare()).isNull();
            }
        }
    }

    @Test
    void read_namesLineAndValueOfABrokenRow() throws IOException {
        Path file = folder.resolve("broken.csv");
        Files.writeString(
                file,
                "objectId,class,source,ra,dec,alerts,amplitude_njy,onset_mjd,decay_days,parameters\n"
                        + "7,drw,drw,1,2,many,,,,\n");

        assertThatThrownBy(() -> TruthFile.read(file, row -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.csv, line 2")
                .hasMessageContaining("many");
    }

    @Test
    void read_namesAMissingColumn() throws IOException {
        Path file = folder.resolve("other.csv");
        Files.writeString(file, "objectId,ra,dec\n1,2,3\n");

        assertThatThrownBy(() -> TruthFile.read(file, row -> {})).hasMessageContaining("no column 'class'");
    }
}
