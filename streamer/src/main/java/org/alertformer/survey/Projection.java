package org.alertformer.survey;

import java.util.List;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A writer's schema compiled, for the few fields that are wanted, into a flat programme of reads and skips. Avro's own
 * resolving reader takes nearly as long for a few fields of a record as for all (it still visits each field through
 * objects) and allocates what array counts and lengths promise; this one steps over runs of unwanted fields, stops
 * after the last wanted one (cutouts come last in the packets of all surveys) and takes no count on trust.
 *
 * <p>Immutable and safe for use by several threads.
 */
final class Projection {
    static final int MOST_ROWS = 100_000;
    static final int NEVER_NULL = -1;

    enum Op {
        /** Values of known size, some of them perhaps null; see {@link AvroCursor#skipRun}. */
        SKIP_RUN,
        SKIP_NUMBER,
        SKIP_BYTES,
        SKIP_ITEMS,
        SKIP_UNION,
        INTEGER,
        FLOAT,
        DOUBLE,
        BOOLEAN,
        TEXT,
        SYMBOL,
        RECORD,
        ROWS,
        UNION
    }

    /**
     * @param slot of a read
     * @param nullBranch the branch of a read's union that is null, or {@link #NEVER_NULL}
     * @param itemNull the branch of an array's items that is null, or {@link #NEVER_NULL}
     * @param branches programmes of a union's branches, of an array's items or of a record
     * @param symbols of an enum
     * @param run of a skip
     */
    record Step(Op op, int slot, int nullBranch, int itemNull, Projection[] branches, List<String> symbols, int[] run) {
        static Step skip(Op op, Projection... branches) {
            return new Step(op, 0, NEVER_NULL, NEVER_NULL, branches, List.of(), new int[0]);
        }

        static Step skipRun(int... run) {
            return new Step(Op.SKIP_RUN, 0, NEVER_NULL, NEVER_NULL, new Projection[0], List.of(), run);
        }

        static Step read(Op op, int slot, int nullBranch, int itemNull, Projection[] branches, List<String> symbols) {
            return new Step(op, slot, nullBranch, itemNull, branches, symbols, new int[0]);
        }
    }

    private final Step[] steps;

    Projection(List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
    }

    /**
     * The programme for the wanted fields of a record; it stops after the last of them.
     *
     * @throws UndecodableException if a required field is missing, or the schema is nested or long beyond reason
     */
    static Projection of(Schema writer, Wanted wanted) throws UndecodableException {
        return compile(writer, wanted, false);
    }

    /** The same, but to the end of the record: for records that others follow. */
    static Projection ofWhole(Schema writer, Wanted wanted) throws UndecodableException {
        return compile(writer, wanted, true);
    }

    private static Projection compile(Schema writer, Wanted wanted, boolean whole) throws UndecodableException {
        if (writer.getType() != Schema.Type.RECORD) {
            throw new UndecodableException(
                    Reason.UNKNOWN_SCHEMA, "the schema is of " + writer.getType() + ", not of a record");
        }
        return new ProjectionCompiler().record(writer, wanted, whole, 0);
    }

    /** Reads one record into a new row. */
    void read(AvroCursor in, Rows rows) throws UndecodableException {
        if (rows.size() == MOST_ROWS) {
            throw new UndecodableException(Reason.OVERSIZED, "an array has more than " + MOST_ROWS + " records");
        }
        rows.addRow();
        run(in, rows);
    }

    private void run(AvroCursor in, @Nullable Rows rows) throws UndecodableException {
        for (Step step : steps) {
            switch (step.op) {
                case SKIP_RUN -> in.skipRun(step.run);
                case SKIP_NUMBER -> in.readLong();
                case SKIP_BYTES -> in.skip(in.readLength());
                case SKIP_ITEMS -> skipItems(in, step.branches[0]);
                case SKIP_UNION -> step.branches[in.readBranch(step.branches.length)].run(in, null);
                default -> {
                    if (rows != null && (step.nullBranch == NEVER_NULL || in.readBranch(2) != step.nullBranch)) {
                        readValue(in, step, rows);
                    }
                }
            }
        }
    }

    private static void readValue(AvroCursor in, Step step, Rows rows) throws UndecodableException {
        switch (step.op) {
            case INTEGER -> rows.setInteger(step.slot, in.readLong());
            case FLOAT -> rows.setReal(step.slot, in.readFloat());
            case DOUBLE -> rows.setReal(step.slot, in.readDouble());
            case BOOLEAN -> rows.setInteger(step.slot, in.readBoolean() ? 1 : 0);
            case TEXT -> {
                int length = in.readLength();
                rows.setText(step.slot, in.position(), length);
                in.skip(length);
            }
            case SYMBOL -> rows.setSymbol(step.slot, step.symbols, in.readBranch(step.symbols.size()));
            case RECORD -> step.branches[0].read(in, rows.child(step.slot));
            case ROWS -> {
                Rows child = rows.child(step.slot);
                for (long count = in.readBlock(); count > 0; count = in.readBlock()) {
                    for (long i = 0; i < count; i++) {
                        if (step.itemNull == NEVER_NULL || in.readBranch(2) != step.itemNull) {
                            step.branches[0].read(in, child);
                        }
                    }
                }
            }
            case UNION -> step.branches[in.readBranch(step.branches.length)].run(in, rows);
            default -> throw new IllegalStateException(step.op + " reads nothing");
        }
    }

    private static void skipItems(AvroCursor in, Projection item) throws UndecodableException {
        for (long count = in.readBlock(); count > 0; count = in.readBlock()) {
            for (long i = 0; i < count; i++) {
                item.run(in, null);
            }
        }
    }
}
