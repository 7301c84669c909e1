package org.alertformer.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures by name, with their repetitions, and the text that shows them. For one thread. */
public final class Results {
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    Results() {}

    void add(String name, double value) {
        figures.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return figures.containsKey(name);
    }

    Spread spread(String name) {
        return Spread.of(figures.getOrDefault(name, List.of()));
    }

    double median(String name) {
        return spread(name).median();
    }

    /** Ratios of two figures, repetition by repetition, as they were taken in turns. */
    void ratio(String name, String numerator, String denominator) {
        List<Double> above = figures.getOrDefault(numerator, List.of());
        List<Double> below = figures.getOrDefault(denominator, List.of());
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            add(name, above.get(i) / below.get(i));
        }
    }

    void line(String line) {
        text.append(line).append('\n');
    }

    /** Medians by name, and under {@code spread} the lowest and the highest of those that were repeated. */
    public Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        Map<String, List<Double>> spreads = new LinkedHashMap<>();
        figures.forEach((name, values) -> {
            Spread spread = Spread.of(values);
            summary.put(name, spread.median());
            if (values.size() > 1) {
                spreads.put(name, List.of(spread.lowest(), spread.highest()));
            }
        });
        summary.put("spread", spreads);
        return summary;
    }

    /** Markdown. */
    public String text() {
        return text.toString();
    }
}
