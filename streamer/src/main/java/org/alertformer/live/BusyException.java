package org.alertformer.live;

/** What was asked for cannot be had now; asking again later may help. */
final class BusyException extends Exception {
    private static final long serialVersionUID = 1;

    BusyException(String message) {
        super(message);
    }
}
