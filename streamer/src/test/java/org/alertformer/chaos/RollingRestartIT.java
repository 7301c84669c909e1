package org.alertformer.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two instances are restarted one after the other while alerts come at a survey's rate. */
final class RollingRestartIT {
    @TempDir
    private Path directory;

    static List<List<String>> options() {
        return List.of(
                List.of("--on-stop", "stay"),
                List.of("--on-stop", "leave"),
                List.of("--standby", "1", "--on-stop", "leave"));
    }

    @ParameterizedTest
    @MethodSource("options")
    void run_restartedInTurn_answersEveryAlertOnce(List<String> options) throws Exception {
        // When
        RollingRestart.Result result = RollingRestart.of(options, directory);

        // Then
        System.out.println(result);
        assertThat(result.published()).isEqualTo(result.sent());
    }
}
