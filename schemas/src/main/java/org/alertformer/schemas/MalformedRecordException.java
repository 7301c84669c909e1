package org.alertformer.schemas;

import org.jspecify.annotations.NullMarked;

/** Bytes that are not a record of the expected kind. The message says what is wrong with them. */
@NullMarked
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
