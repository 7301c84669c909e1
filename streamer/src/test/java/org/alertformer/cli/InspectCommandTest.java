package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void alert_isPrintedWithUnits() throws IOException {
        Path file = write("""
                {"survey":"made","objectId":"7","objectName":"seven","alertId":"9","ra":10.5,"dec":-3,"observations":[\
                {"observationId":"2","mjd":60001.25,"band":"r","flux":3630.78,"fluxErr":100,"kind":"DETECTION"},\
                {"observationId":"1","mjd":60000.25,"band":"g","flux":0,"fluxErr":20,"kind":"LIMIT"}]}
                """);

        int code = run(file.toString());

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains(file + " #1: native, survey made, object seven, alert 9, ra 10.500000 dec -3.000000 deg")
                .contains("2 epochs (1 limit, 1 detection) of 2 rows; nothing dropped")
                .containsPattern("60000.2500000 g +limit +0.00 +20.00 +>26.400 +1\\R")
                .containsPattern("\\* +60001.2500000 r +detection +3630.78 +100.00 +22.500 +2\\R");
    }

    @Test
    void brokenPacket_saysWhy() throws IOException {
        int code = run(write("{\"survey\":1}").toString());

        assertThat(code).isZero();
        assertThat(out.toString()).contains("#1: native, undecodable (invalid-value): observations is missing or null");
    }

    @Test
    void unknownSurvey_isWrongUse() throws IOException {
        int code = run("--survey", "sdss", write("{}").toString());

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("'sdss'").hasLineCount(1);
    }

    @Test
    void missingFile_isNamed() {
        int code = run(folder.resolve("none.avro").toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("none.avro does not exist").hasLineCount(1);
    }

    @Test
    void emptyDirectory_saysSo() {
        int code = run(folder.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("there are no packets in " + folder).hasLineCount(1);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("alerts.json"), text);
    }

    private int run(String... arguments) {
        CommandLine line = Program.of(new InspectCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
