package org.alertformer.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertTopicTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0.025, 1", "0.5, 10", "0.51, 11", "1, 20", "1.01, 20", "-0.5, 0"})
    void bar_ofAShare_hasItsLength(double share, int length) {
        String bar = AlertTopic.bar(share);

        assertThat(bar).hasSize(length);
    }

    @Test
    void tableRow_classAlert_standsBelowItsHeader() {
        ClassAlert alert = PublishedAlerts.classAlert("ZTF21abiuvdk", 7, "flare", 0.75f);

        String row = AlertTopic.CLASSIFICATIONS.tableRow().apply(alert);

        assertThat(row)
                .isEqualTo("ZTF21abiuvdk          61100.1702    22  flare          0.750  " + "\u2588".repeat(15));
        assertThat(AlertTopic.CLASSIFICATIONS.tableHeader().indexOf("prob") + 4).isEqualTo(row.indexOf("0.750") + 5);
    }

    @Test
    void tableRow_flareAlert_givesErrorsUpAndDown() {
        FlareAlert flare = PublishedAlerts.flareAlert("ZTF21abiuvdk", 7);

        String row = AlertTopic.FLARES.tableRow().apply(flare);

        assertThat(row)
                .contains(" 1.2 +0.3 -0.2 ")
                .contains(" 61090.25 +0.50 -0.25 ")
                .endsWith(" 4.00 +Infinity -1.00  not converged");
    }
}
