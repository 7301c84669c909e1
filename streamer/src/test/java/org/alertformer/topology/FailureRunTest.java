package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.alertformer.classification.SourcePosition;
import org.junit.jupiter.api.Test;

class FailureRunTest {
    @Test
    void failed_asManyAsAllowedInARow_namesTopicOffsetsAndReason() {
        FailureRun run = new FailureRun(3);
        run.failed(new SourcePosition("ztf", 1, 17), "malformed", "no container");
        run.failed(new SourcePosition("ztf", 2, 4), "empty", "no bytes");

        // When, Then
        assertThatThrownBy(() -> run.failed(new SourcePosition("ztf", 1, 18), "malformed", "no container"))
                .isInstanceOf(SystematicFailureException.class)
                .hasMessageStartingWith("the last 3 records of topic ztf that were taken up all fail, from partition 1"
                        + " offset 17 to partition 1 offset 18, the last one as malformed: no container; ");
    }

    @Test
    void failed_afterASuccess_countsAnew() {
        FailureRun run = new FailureRun(3);
        for (int i = 0; i < 1000; i++) {
            run.failed(new SourcePosition("ztf", 0, 3 * i), "malformed", "");
            run.failed(new SourcePosition("ztf", 0, 3 * i + 1), "malformed", "");
            run.succeeded("ztf");
        }

        // When, Then
        assertThatCode(() -> run.failed(new SourcePosition("ztf", 0, 5000), "malformed", ""))
                .doesNotThrowAnyException();
    }

    @Test
    void failed_inAnotherTopic_countsOnItsOwn() {
        FailureRun run = new FailureRun(2);
        run.failed(new SourcePosition("lsst", 0, 1), "malformed", "");

        // When, Then
        assertThatCode(() -> run.failed(new SourcePosition("ztf", 0, 1), "malformed", ""))
                .doesNotThrowAnyException();
    }

    @Test
    void failed_limitOfNothing_neverStops() {
        FailureRun run = new FailureRun(0);

        // When, Then
        assertThatCode(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        run.failed(new SourcePosition("ztf", 0, i), "malformed", "");
                    }
                })
                .doesNotThrowAnyException();
    }
}
