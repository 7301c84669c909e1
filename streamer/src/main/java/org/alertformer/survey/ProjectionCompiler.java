package org.alertformer.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.alertformer.survey.Projection.Op;
import org.alertformer.survey.Projection.Step;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes the programme of a {@link Projection} from a writer's schema, once. */
final class ProjectionCompiler {
    private static final int DEEPEST = 32;
    private static final int LONGEST = 100_000;
    /** Of which more than one do not fit any message, so that its exact size does not matter. */
    private static final int LARGEST_FIXED = 1 << 28;

    private static final int NEVER_NULL = Projection.NEVER_NULL;

    private int length;

    Projection record(Schema record, @Nullable Wanted wanted, boolean whole, int depth) throws UndecodableException {
        int[] slotOf = new int[record.getFields().size()];
        Arrays.fill(slotOf, -1);
        int last = whole ? slotOf.length - 1 : -1;
        for (int slot = 0; wanted != null && slot < wanted.slots().size(); slot++) {
            Schema.Field field = field(record, wanted.slots().get(slot));
            if (field != null) {
                if (slotOf[field.pos()] >= 0) {
                    throw new IllegalStateException("two slots want the field " + field.name());
                }
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
        if (step.op() == Op.SKIP_RUN && last >= 0 && steps.get(last).op() == Op.SKIP_RUN) {
            int[] before = steps.get(last).run();
            int[] run = Arrays.copyOf(before, before.length + step.run().length);
            System.arraycopy(step.run(), 0, run, before.length, step.run().length);
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
            throw new UndecodableException(Reason.UNKNOWN_SCHEMA, "the schema has more than " + LONGEST + " fields");
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
