package org.alertformer.subscription;

import java.io.IOException;

/** A topic or one of its records cannot be read. The message names it. */
public final class UnreadableTopicException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableTopicException(String message) {
        super(message);
    }

    UnreadableTopicException(String message, Throwable cause) {
        super(message, cause);
    }
}
