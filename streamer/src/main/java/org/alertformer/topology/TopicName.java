package org.alertformer.topology;

/** What Kafka takes for the name of a topic; it would say so late, and with a stack trace. */
public final class TopicName {
    private TopicName() {}

    /** The name; throws {@link IllegalArgumentException} naming it if no topic can be called so. */
    public static String require(String name) {
        if (!name.matches("[a-zA-Z0-9._-]{1,249}") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "topic '" + name + "' is not 1 to 249 letters, digits, '.', '_' and '-'");
        }
        return name;
    }
}
