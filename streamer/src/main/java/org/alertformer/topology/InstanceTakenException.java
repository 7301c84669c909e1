package org.alertformer.topology;

/** Another instance of the stream has the same name, and has taken this one's place. */
public final class InstanceTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InstanceTakenException(String name, Throwable cause) {
        super(
                "another instance named " + name
                        + " has taken this one's place; give each a name of its own with --instance"
                        + " and a directory of its own with --state-dir",
                cause);
    }
}
