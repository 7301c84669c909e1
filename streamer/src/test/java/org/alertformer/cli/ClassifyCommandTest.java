package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyCommandTest {
    @ParameterizedTest
    @CsvSource({
        "--max-observations=0, maximum observations 0 is less than 1",
        "--min-flare-probability=3, minimum flare probability 3.0 is not between 0 and 1",
        "--min-flare-probability=NaN, minimum flare probability NaN is not between 0 and 1",
        "--survey=sdss, survey 'sdss' is none of"
    })
    void call_wrongUseIsOneLine(String option, String complaint) {
        StringWriter complaints = new StringWriter();

        int exit = Program.of(new ClassifyCommand())
                .setErr(new PrintWriter(complaints, true))
                .execute(option, "nothing.avro");

        assertThat(exit).isEqualTo(2);
        assertThat(complaints.toString()).contains(complaint).hasLineCount(1);
    }
}
