package org.alertformer.survey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.alertformer.survey.UndecodableException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The wanted values of one record or of an array of records, row by row. Filled by a {@link Projection}; texts stay in
 * the message until asked for.
 */
final class Rows {
    private static final int LARGEST_KEPT = 1 << 17;
    private static final byte ABSENT = 0;
    private static final byte INTEGER = 1;
    private static final byte REAL = 2;
    private static final byte TEXT = 3;
    private static final byte SYMBOL = 4;

    private final List<Wanted.Slot> slots;
    private final int width;
    private final @Nullable Rows[] children;
    private byte[] message = new byte[0];
    private long[] bits = new long[0];
    private byte[] types = new byte[0];
    private @Nullable String[] symbols = new String[0];
    private int size;

    Rows(Wanted wanted) {
        this.slots = wanted.slots();
        this.width = slots.size();
        this.children = new Rows[width];
        for (int slot = 0; slot < width; slot++) {
            List<Wanted> inner = slots.get(slot).inner();
            children[slot] = inner.isEmpty() ? null : new Rows(inner.get(0));
        }
    }

    /** Forgets all rows; values that follow are in this message. */
    void clear(byte[] message) {
        this.message = message;
        size = 0;
        if (bits.length > LARGEST_KEPT) {
            bits = new long[0];
            types = new byte[0];
        }
        for (Rows child : children) {
            if (child != null) {
                child.clear(message);
            }
        }
    }

    void addRow() {
        int needed = (size + 1) * width;
        if (needed > bits.length) {
            int grown = Math.max(needed, 2 * bits.length);
            bits = Arrays.copyOf(bits, grown);
            types = Arrays.copyOf(types, grown);
        }
        Arrays.fill(types, size * width, needed, ABSENT);
        size++;
    }

    void setInteger(int slot, long value) {
        set(slot, INTEGER, value);
    }

    void setReal(int slot, double value) {
        set(slot, REAL, Double.doubleToRawLongBits(value));
    }

    void setText(int slot, int start, int length) {
        set(slot, TEXT, (long) start << 32 | length);
    }

    void setSymbol(int slot, List<String> names, int index) {
        set(slot, SYMBOL, (size - 1) * width + slot);
        if (symbols.length < types.length) {
            symbols = Arrays.copyOf(symbols, types.length);
        }
        symbols[(size - 1) * width + slot] = names.get(index);
    }

    private void set(int slot, byte type, long value) {
        int at = (size - 1) * width + slot;
        types[at] = type;
        bits[at] = value;
    }

    int size() {
        return size;
    }

    /** The rows of a nested record (one, or none if it is null) or of an array. */
    Rows child(int slot) {
        Rows child = children[slot];
        if (child == null) {
            throw new IllegalArgumentException(name(slot) + " is a plain value");
        }
        return child;
    }

    /** Whether the field is there and not null. */
    boolean has(int row, int slot) {
        return types[row * width + slot] != ABSENT;
    }

    double real(int row, int slot) throws UndecodableException {
        int at = row * width + slot;
        return switch (types[at]) {
            case REAL -> Double.longBitsToDouble(bits[at]);
            case INTEGER -> bits[at];
            default -> throw unusable(row, slot, "a number");
        };
    }

    /** The number, or another one if the field is missing or null. */
    double real(int row, int slot, double otherwise) throws UndecodableException {
        return has(row, slot) ? real(row, slot) : otherwise;
    }

    long integer(int row, int slot) throws UndecodableException {
        int at = row * width + slot;
        if (types[at] != INTEGER) {
            throw unusable(row, slot, "a whole number");
        }
        return bits[at];
    }

    long integer(int row, int slot, long otherwise) throws UndecodableException {
        return has(row, slot) ? integer(row, slot) : otherwise;
    }

    boolean isTrue(int row, int slot) throws UndecodableException {
        return has(row, slot) && integer(row, slot) != 0;
    }

    /** The text's only character; 0 if it has not just one or is missing or null. */
    char letter(int row, int slot) {
        int at = row * width + slot;
        return types[at] == TEXT && (int) bits[at] == 1 ? (char) (message[(int) (bits[at] >>> 32)] & 0xff) : 0;
    }

    String text(int row, int slot) throws UndecodableException {
        int at = row * width + slot;
        if (types[at] == SYMBOL) {
            return String.valueOf(symbols[at]);
        }
        if (types[at] != TEXT) {
            throw unusable(row, slot, "a text");
        }
        return new String(message, (int) (bits[at] >>> 32), (int) bits[at], StandardCharsets.UTF_8);
    }

    String text(int row, int slot, String otherwise) throws UndecodableException {
        return has(row, slot) ? text(row, slot) : otherwise;
    }

    private UndecodableException unusable(int row, int slot, String expected) {
        String found = has(row, slot) ? "not " + expected : "missing or null";
        return new UndecodableException(Reason.INVALID, name(slot) + (row > 0 ? "[" + row + "]" : "") + " is " + found);
    }

    private String name(int slot) {
        return slots.get(slot).names().get(0);
    }
}
