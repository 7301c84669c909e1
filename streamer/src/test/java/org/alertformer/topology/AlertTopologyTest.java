package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.alertformer.survey.Survey;
import org.junit.jupiter.api.Test;

class AlertTopologyTest {
    private static final OutputTopics OUTPUTS = new OutputTopics("alertformer");

    /** A change here changes internal topics or stores: an upgrade of a running application would lose its state. */
    @Test
    void describe_nativeAlerts_asRecorded() throws IOException {
        // When
        String text = AlertTopology.describe(TopologySettings.of(Survey.NATIVE, InputTopics.named("alerts"), OUTPUTS));

        // Then
        assertThat(text).isEqualTo(recorded("native.txt"));
    }

    @Test
    void describe_ztfPackets_asRecorded() throws IOException {
        // When
        String text =
                AlertTopology.describe(TopologySettings.of(Survey.ZTF, InputTopics.named("ztf_1", "ztf_2"), OUTPUTS));

        // Then
        assertThat(text).isEqualTo(recorded("ztf.txt"));
    }

    @Test
    void settings_topicBothReadAndWritten_isRefused() {
        assertThatThrownBy(() -> TopologySettings.of(Survey.NATIVE, InputTopics.named("alertformer.flares"), OUTPUTS))
                .hasMessage("topic alertformer.flares would be both read and written");
    }

    @Test
    void settings_patternThatMatchesAnOutput_isRefused() {
        assertThatThrownBy(() -> TopologySettings.of(
                        Survey.NATIVE, new InputTopics.Matching(Pattern.compile("alert.*")), OUTPUTS))
                .hasMessageContaining("would be both read and written");
    }

    private static String recorded(String name) throws IOException {
        try (InputStream in = AlertTopologyTest.class.getResourceAsStream("/topology/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
