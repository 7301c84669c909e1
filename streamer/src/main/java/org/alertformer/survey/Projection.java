package org.alertformer.survey;

import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int DEEPEST = 32;
    private static final int LONGEST = 100_000;
    private static final int MOST_ROWS = 100_000;
    /** Of which more than one do not fit any message, so that its exact size does not matter. */
    private static final int LARGEST_FIXED = 1 << 28;

    private static final int NEVER_NULL = -1;

    private enum Op {
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
    private record Step(
            Op op, int slot, int nullBranch, int itemNull, Projection[] branches, List<String> symbols, int[] run) {
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

    private Projection(List<Step> steps) {
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
        return new Compiler().record(writer, wanted, whole, 0);
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

    private static final class Compiler {
        private int length;

        Projection record(Schema record, @Nullable Wanted wanted, boolean whole, int depth)
                throws UndecodableException {
            int[] slotOf = new int[record.getFields().size()];
            Arrays.fill(slotOf, -1);
            int last = whole ? slotOf.length - 1 : -1;
            for (int slot = 0; wanted != null && slot < wanted.slots().size(); slot++) {
                Schema.Field field = field(record, wanted.slots().get(slot));
                if (field != null) {
                    slotOf[field.pos()] = slot;
                    last = Math.max(last, field.pos());
                }
            }
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i <= last; i++) {
                Schema schema = record.getFields().get(i).schema();
                if (wanted != null && slotOf[i] >= 0) {
                    add(steps, read(schema, slotOf[i], wanted.slots().get(slotOf[i]), depth));
                } else {
                    skip(steps, schema, depth);
                }
            }
            return new Projection(steps);
        }

        private static Schema.@Nullable Field field(Schema record, Wanted.Slot slot) throws UndecodableException {
            for (String name : slot.names()) {
                Schema.Field field = record.getField(name);
                if (field != null) {
                    return field;
                }
            }
            if (slot.required()) {
                throw new UndecodableException(
                        Reason.UNKNOWN_SCHEMA, "record " + record.getFullName() + " has no field " + slot.names());
            }
            return null;
        }

        private Step read(Schema schema, int slot, Wanted.Slot wanted, int depth) throws UndecodableException {
            requireReasonable(depth);
            if (schema.getType() != Schema.Type.UNION) {
                return read(schema, slot, wanted, NEVER_NULL, depth);
            }
            List<Schema> types = schema.getTypes();
            int nullBranch = nullBranch(types);
            if (types.size() == 2 && nullBranch >= 0) {
                return read(types.get(1 - nullBranch), slot, wanted, nullBranch, depth);
            }
            Projection[] branches = new Projection[types.size()];
            for (int i = 0; i < branches.length; i++) {
                boolean isNull = types.get(i).getType() == Schema.Type.NULL;
                branches[i] = new Projection(
                        isNull ? List.of() : List.of(read(types.get(i), slot, wanted, NEVER_NULL, depth + 1)));
            }
            return Step.read(Op.UNION, slot, NEVER_NULL, NEVER_NULL, branches, List.of());
        }

        private Step read(Schema schema, int slot, Wanted.Slot wanted, int nullBranch, int depth)
                throws UndecodableException {
            boolean plain = wanted.inner().isEmpty();
            Op op = switch (schema.getType()) {
                case INT, LONG -> Op.INTEGER;
                case FLOAT -> Op.FLOAT;
                case DOUBLE -> Op.DOUBLE;
                case BOOLEAN -> Op.BOOLEAN;
                case STRING -> Op.TEXT;
                case ENUM -> Op.SYMBOL;
                case RECORD -> Op.RECORD;
                case ARRAY -> Op.ROWS;
                default -> throw unexpected(schema, wanted);
            };
            if (plain == (op == Op.RECORD || op == Op.ROWS)) {
                throw unexpected(schema, wanted);
            }
            Schema inner = op == Op.ROWS ? schema.getElementType() : schema;
            int itemNull = NEVER_NULL;
            if (inner.getType() == Schema.Type.UNION && inner.getTypes().size() == 2) {
                itemNull = nullBranch(inner.getTypes());
                inner = inner.getTypes().get(itemNull == 0 ? 1 : 0);
            }
            if (!plain && inner.getType() != Schema.Type.RECORD) {
                throw unexpected(schema, wanted);
            }
            Projection[] branches = plain
                    ? new Projection[0]
                    : new Projection[] {record(inner, wanted.inner().get(0), true, depth + 1)};
            List<String> symbols = op == Op.SYMBOL ? List.copyOf(schema.getEnumSymbols()) : List.of();
            return Step.read(op, slot, nullBranch, itemNull, branches, symbols);
        }

        private void skip(List<Step> steps, Schema schema, int depth) throws UndecodableException {
            requireReasonable(depth);
            int size = sizeOf(schema);
            if (size >= 0) {
                add(steps, Step.skipRun(AvroCursor.always(size)));
                return;
            }
            switch (schema.getType()) {
                case INT, LONG, ENUM -> add(steps, Step.skip(Op.SKIP_NUMBER));
                case STRING, BYTES -> add(steps, Step.skip(Op.SKIP_BYTES));
                case RECORD -> {
                    for (Schema.Field field : schema.getFields()) {
                        skip(steps, field.schema(), depth + 1);
                    }
                }
                case ARRAY, MAP -> {
                    List<Step> item = new ArrayList<>();
                    boolean isMap = schema.getType() == Schema.Type.MAP;
                    if (isMap) {
                        add(item, Step.skip(Op.SKIP_BYTES));
                    }
                    skip(item, isMap ? schema.getValueType() : schema.getElementType(), depth + 1);
                    add(steps, Step.skip(Op.SKIP_ITEMS, new Projection(item)));
                }
                case UNION -> skipUnion(steps, schema.getTypes(), depth);
                default -> throw new IllegalStateException("type " + schema.getType());
            }
        }

        private void skipUnion(List<Step> steps, List<Schema> types, int depth) throws UndecodableException {
            int nullBranch = nullBranch(types);
            int size = types.size() == 2 && nullBranch >= 0 ? sizeOf(types.get(1 - nullBranch)) : -1;
            if (size >= 0) {
                add(steps, Step.skipRun(AvroCursor.unlessNull(size, nullBranch)));
                return;
            }
            Projection[] branches = new Projection[types.size()];
            for (int i = 0; i < branches.length; i++) {
                List<Step> branch = new ArrayList<>();
                skip(branch, types.get(i), depth + 1);
                branches[i] = new Projection(branch);
            }
            add(steps, Step.skip(Op.SKIP_UNION, branches));
        }

        /** Adds a step; runs of skips become one. */
        private static void add(List<Step> steps, Step step) {
            int last = steps.size() - 1;
            if (step.op == Op.SKIP_RUN && last >= 0 && steps.get(last).op == Op.SKIP_RUN) {
                int[] before = steps.get(last).run;
                int[] run = Arrays.copyOf(before, before.length + step.run.length);
                System.arraycopy(step.run, 0, run, before.length, step.run.length);
                steps.set(last, Step.skipRun(run));
            } else {
                steps.add(step);
            }
        }

        private static int sizeOf(Schema schema) {
            return switch (schema.getType()) {
                case NULL -> 0;
                case BOOLEAN -> 1;
                case FLOAT -> Float.BYTES;
                case DOUBLE -> Double.BYTES;
                case FIXED -> schema.getFixedSize() < LARGEST_FIXED ? schema.getFixedSize() : LARGEST_FIXED;
                default -> -1;
            };
        }

        private static int nullBranch(List<Schema> types) {
            for (int i = 0; i < types.size(); i++) {
                if (types.get(i).getType() == Schema.Type.NULL) {
                    return i;
                }
            }
            return -1;
        }

        /** Also what ends the compilation of a record that contains itself. */
        private void requireReasonable(int depth) throws UndecodableException {
            if (++length > LONGEST) {
                throw new UndecodableException(
                        Reason.UNKNOWN_SCHEMA, "the schema has more than " + LONGEST + " fields");
            }
            if (depth > DEEPEST) {
                throw new UndecodableException(
                        Reason.UNKNOWN_SCHEMA, "the schema is nested deeper than " + DEEPEST + " levels");
            }
        }

        private static UndecodableException unexpected(Schema schema, Wanted.Slot wanted) {
            return new UndecodableException(
                    Reason.UNKNOWN_SCHEMA, "field " + wanted.names().get(0) + " is of type " + schema.getType());
        }
    }
}
