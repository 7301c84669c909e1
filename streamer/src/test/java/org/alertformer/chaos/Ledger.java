package org.alertformer.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alertformer.chaos.Uninterrupted.Answer;

/**
 * What was published against what should have been.
 *
 * @param accepted alerts that should have been answered
 * @param lost of these, those that were not
 * @param doubled answers beyond an alert's first
 * @param uncalled answers to alerts that should have none
 * @param disordered objects whose answers, each counted once, are not those of an uninterrupted run in its order
 */
record Ledger(int accepted, int lost, int doubled, int uncalled, int disordered) {
    static Ledger of(Map<String, List<Answer>> expected, Map<String, List<Answer>> published) {
        int accepted = 0;
        int lost = 0;
        int doubled = 0;
        int uncalled = 0;
        int disordered = 0;
        Set<String> objects = new HashSet<>(expected.keySet());
        objects.addAll(published.keySet());
        for (String object : objects) {
            List<Answer> wanted = expected.getOrDefault(object, List.of());
            Map<Long, Answer> missing = new HashMap<>();
            wanted.forEach(answer -> missing.put(answer.alertId(), answer));
            accepted += wanted.size();
            Set<Long> seen = new HashSet<>();
            List<Answer> first = new ArrayList<>();
            for (Answer answer : published.getOrDefault(object, List.of())) {
                if (!seen.add(answer.alertId())) {
                    doubled++;
                    continue;
                }
                uncalled += missing.remove(answer.alertId()) == null ? 1 : 0;
                first.add(answer);
            }
            lost += missing.size();
            List<Answer> answered = wanted.stream()
                    .filter(answer -> seen.contains(answer.alertId()))
                    .toList();
            disordered += first.equals(answered) ? 0 : 1;
        }
        return new Ledger(accepted, lost, doubled, uncalled, disordered);
    }

    boolean balanced() {
        return lost == 0 && doubled == 0 && uncalled == 0 && disordered == 0;
    }
}
