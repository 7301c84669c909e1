package org.alertformer.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every alert exactly once, whatever happens: {@code mvn -Pcpu,chaos -pl streamer -am verify}. */
final class ChaosIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    static List<Long> seeds() {
        return ChaosSettings.given().seeds();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void run_killedAgainAndAgain_answersEveryAlertExactlyOnce(long seed) throws Exception {
        // When
        ChaosResult result = ChaosRun.of(ChaosSettings.given(), seed, StreamProgram::run, directory);

        // Then
        System.out.println(result);
        assertThat(result).matches(ChaosResult::exactlyOnce);
        assertThat(result.classes().accepted())
                .isGreaterThan(ChaosSettings.given().alerts() / 2);
    }
}
