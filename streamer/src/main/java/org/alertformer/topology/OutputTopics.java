package org.alertformer.topology;

/** The topics that are written, named by one prefix. */
public record OutputTopics(String prefix) {
    public static final String DEFAULT_PREFIX = "alertformer";

    public OutputTopics {
        if (!prefix.matches("[a-zA-Z0-9._-]{1,200}")) {
            throw new IllegalArgumentException("prefix '" + prefix
                    + "' is not 1 to 200 of the letters, digits, '.', '_' and '-' a topic may have");
        }
    }

    public String classifications() {
        return prefix + ".classifications";
    }

    public String flares() {
        return prefix + ".flares";
    }

    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /** Class alerts of a model that is tried beside the one that serves. */
    public String shadowClassifications() {
        return classifications() + ".shadow";
    }

    /** Flare alerts of a model that is tried beside the one that serves. */
    public String shadowFlares() {
        return flares() + ".shadow";
    }

    /** DESC's form of the classifications. */
    public String desc() {
        return prefix + ".desc";
    }
}
