package org.alertformer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.TopologySettings;
import org.junit.jupiter.api.Test;

class TopologyOptionsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @Test
    void inputs_datedTopics_areAWindowOfDays() {
        // Given
        TopologyOptions options = options(o -> {
            o.topics = List.of("ztf_{date}_programid1");
            o.days = 2;
        });
        Set<String> present = Set.of(
                "ztf_20261119_programid1",
                "ztf_20261120_programid1",
                "ztf_20261121_programid1",
                "ztf_20261122_programid1",
                "ztf_20261121_programid3");

        // When
        InputTopics inputs = options.inputs(DAY);

        // Then
        assertThat(inputs.among(present))
                .containsExactly("ztf_20261120_programid1", "ztf_20261121_programid1", "ztf_20261122_programid1");
    }

    @Test
    void inputs_datedTopics_changeWithTheDayAndOnlyThen() {
        // Given
        TopologyOptions options = options(o -> o.topics = List.of("ztf_{date}_programid1"));

        // When
        String today = options.inputs(DAY).toString();

        // Then
        assertThat(options.inputs(DAY)).hasToString(today);
        assertThat(options.inputs(DAY.plusDays(1)).toString()).isNotEqualTo(today);
    }

    @Test
    void settings_alsoSomethingElse_isRefused() {
        TopologyOptions options = options(o -> o.also = List.of("lasair"));

        assertThatThrownBy(() -> options.settings(DAY, Path.of("cache"))).hasMessage("also 'lasair' is not desc");
    }

    @Test
    void settings_alsoDesc_writesItsTopic() throws Exception {
        // Given
        TopologyOptions options = options(o -> o.also = List.of("desc"));

        // When
        TopologySettings settings = options.settings(DAY, Path.of("cache"));

        // Then
        assertThat(settings.output().topicNames()).contains("alertformer.desc");
    }

    @Test
    void settings_brokenPattern_isRefusedWithItself() {
        TopologyOptions options = options(o -> o.pattern = "ztf_(");

        assertThatThrownBy(() -> options.settings(DAY, Path.of("cache")))
                .hasMessage("topic pattern 'ztf_(': Unclosed group");
    }

    private static TopologyOptions options(Consumer<TopologyOptions> change) {
        TopologyOptions options = new TopologyOptions();
        options.topics = List.of("alerts");
        change.accept(options);
        return options;
    }
}
