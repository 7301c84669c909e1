package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogQuotaTest {
    @Test
    void admit_aFloodOfTwoKinds_oneLineASecondOfEachWithTheNumberHeldBack() {
        LogQuota quota = new LogQuota();
        List<String> said = new ArrayList<>();

        // When
        for (int millis = 0; millis <= 2500; millis += 10) {
            for (String kind : List.of("malformed", "empty")) {
                long heldBack = quota.admit(kind, 1_000_000 + millis);
                if (heldBack != LogQuota.SILENT) {
                    said.add(kind + " " + millis + " " + heldBack);
                }
            }
        }

        // Then
        assertThat(said)
                .containsExactly(
                        "malformed 0 0",
                        "empty 0 0",
                        "malformed 1000 99",
                        "empty 1000 99",
                        "malformed 2000 99",
                        "empty 2000 99");
    }
}
