package org.alertformer.survey;

/** A message cannot become an alert. The message names the field and the value. */
public final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why, in a word: the code that dead letters carry and that is counted. */
    public enum Reason {
        EMPTY("empty"),
        OVERSIZED("oversized"),
        MALFORMED("malformed"),
        UNKNOWN_SCHEMA("unknown-schema"),
        INVALID("invalid-value"),
        WRONG_KEY("wrong-key");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    public UndecodableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public UndecodableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
