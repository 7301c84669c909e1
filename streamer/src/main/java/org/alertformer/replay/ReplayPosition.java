package org.alertformer.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a replay has come. Committed in one transaction with the alerts it counts, it lets an interrupted replay go on
 * without a duplicate or a gap. It holds the digest of what is replayed, since a count says nothing about other files.
 *
 * @param digest of the files and the options that choose among their alerts
 * @param sent alerts sent, over all rounds of a loop
 */
public record ReplayPosition(String digest, long sent) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]+):(\\d{1,18})");

    public ReplayPosition {
        if (sent < 0) {
            throw new IllegalArgumentException("position " + sent + " of a replay is negative");
        }
        if (!digest.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException("digest '" + digest + "' of a replay is not hexadecimal");
        }
    }

    public static ReplayPosition start(String digest) {
        return new ReplayPosition(digest, 0);
    }

    /** Reads what {@link #toString} writes; throws {@link IllegalArgumentException} with the text otherwise. */
    public static ReplayPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not the position of a replay");
        }
        return new ReplayPosition(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    public ReplayPosition after(long more) {
        return new ReplayPosition(digest, sent + more);
    }

    /**
     * Where to go on in the files; throws {@link IllegalArgumentException} if they are not those that were replayed.
     *
     * @param currentDigest of what is to be replayed now
     * @return alerts that are sent already
     */
    public long resume(String currentDigest) {
        if (!digest.equals(currentDigest)) {
            throw new IllegalArgumentException(
                    "the replay that was interrupted sent other files or another part of them; choose another name to start"
                            + " afresh");
        }
        return sent;
    }

    @Override
    public String toString() {
        return digest + ":" + sent;
    }
}
