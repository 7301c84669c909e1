package org.alertformer.topology;

/** The topics a stream needs cannot be had. */
public final class TopicsException extends Exception {
    private static final long serialVersionUID = 1;

    public TopicsException(String message) {
        super(message);
    }

    public TopicsException(String message, Throwable cause) {
        super(message, cause);
    }
}
