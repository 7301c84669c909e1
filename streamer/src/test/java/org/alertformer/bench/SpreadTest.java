package org.alertformer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void of_knowsMedianAndRange() {
        Spread spread = Spread.of(List.of(30.0, 10.0, 20.0, 40.0));

        assertThat(spread).isEqualTo(new Spread(25, 10, 40, 4));
        assertThat(spread.text(1)).isEqualTo("25.0 (10.0 to 40.0)");
    }

    @Test
    void quantile_liesBetweenItsNeighbours() {
        double[] sorted = {0, 1, 2, 3, 10};

        double p98 = Spread.quantile(sorted, 0.98);

        assertThat(p98).isCloseTo(3 + 0.92 * 7, within(1e-9));
    }
}
