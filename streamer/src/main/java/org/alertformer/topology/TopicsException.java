package org.alertformer.topology;

/** The topics a stream needs cannot be had. */
public final class TopicsException extends Exception {
    private static final long serialVersionUID = 1;

    TopicsException(String message) {
        super(message);
    }

    TopicsException(String message, Throwable cause) {
        super(message, cause);
    }
}
