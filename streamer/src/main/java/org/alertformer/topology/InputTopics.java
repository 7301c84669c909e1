package org.alertformer.topology;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which topics are read. */
public sealed interface InputTopics {
    /** The topics that are to be read, of those there are; empty as long as something is missing. */
    Set<String> among(Set<String> present);

    /** Whether a topic is one of these. */
    boolean includes(String topic);

    /** What is waited for, in words. */
    String missing(Set<String> present);

    /** Topics by name; all of them must exist. */
    record Named(List<String> topics) implements InputTopics {
        public Named {
            topics = List.copyOf(topics);
            if (topics.isEmpty()) {
                throw new IllegalArgumentException("no input topics");
            }
            topics.forEach(TopicName::require);
        }

        @Override
        public Set<String> among(Set<String> present) {
            return present.containsAll(topics) ? new TreeSet<>(topics) : Set.of();
        }

        @Override
        public boolean includes(String topic) {
            return topics.contains(topic);
        }

        @Override
        public String missing(Set<String> present) {
            return "topic "
                    + String.join(
                            ", ",
                            topics.stream()
                                    .filter(Predicate.not(present::contains))
                                    .toList());
        }

        @Override
        public String toString() {
            return String.join(", ", topics);
        }
    }

    /** All topics whose names match, also those that appear later; at least one must exist. */
    record Matching(Pattern pattern) implements InputTopics {
        @Override
        public Set<String> among(Set<String> present) {
            Set<String> matching = new TreeSet<>();
            for (String topic : present) {
                if (includes(topic)) {
                    matching.add(topic);
                }
            }
            return matching;
        }

        @Override
        public boolean includes(String topic) {
            return pattern.matcher(topic).matches();
        }

        @Override
        public String missing(Set<String> present) {
            return "a topic that matches " + pattern;
        }

        @Override
        public String toString() {
            return "all that match " + pattern;
        }
    }

    static InputTopics named(String... topics) {
        return new Named(List.of(topics));
    }
}
