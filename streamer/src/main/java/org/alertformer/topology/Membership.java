package org.alertformer.topology;

import org.jspecify.annotations.Nullable;

/**
 * An instance's place among those that share the work.
 *
 * @param name by which the consumer group knows it again after a restart; null for the one that its state directory keeps
 * @param standbys copies of each partition's state that other instances keep up to date
 * @param leaving whether it gives its partitions up when it stops, or they wait for it to come back
 */
public record Membership(@Nullable String name, int standbys, boolean leaving) {
    public Membership {
        if (name != null && !name.matches("[a-zA-Z0-9._-]{1,200}")) {
            throw new IllegalArgumentException(
                    "instance '" + name + "' is not 1 to 200 letters, digits, '.', '_' and '-'");
        }
        if (standbys < 0) {
            throw new IllegalArgumentException("standby " + standbys + " is negative");
        }
    }

    /** Named by its state directory; its partitions wait for it to come back. */
    public static Membership ofStateDirectory() {
        return new Membership(null, 0, false);
    }
}
