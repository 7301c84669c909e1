package org.alertformer.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test of the chaos test: it must find what a batch in a field loses. */
final class NaiveBatcherIT {
    @TempDir
    private Path directory;

    @Test
    void naiveBatcher_killedAgainAndAgain_losesAlerts() throws Exception {
        ChaosSettings settings = ChaosSettings.given().fewer();

        // When
        ChaosResult result = ChaosRun.of(
                settings,
                settings.seeds().get(0),
                bootstrap -> new StreamProgram(NaiveBatcher.class, List.of(bootstrap)),
                directory);

        // Then
        System.out.println("naive batcher: " + result);
        assertThat(result.classes().lost()).isPositive();
    }
}
