package org.alertformer.survey;

import java.util.ArrayList;
import java.util.List;

/**
 * The fields that a reader wants of a record, by all the names that surveys gave them over the versions. Each call adds
 * one field and returns its slot, by which {@link Rows} gives its value. Built once, in the initialisation of a reader's
 * class, and not changed afterwards.
 */
final class Wanted {
    private final List<Slot> slots = new ArrayList<>();

    /**
     * One field.
     *
     * @param names what it may be called, the newest name first
     * @param required whether a writer's schema without it is refused
     * @param inner the fields of a nested record or of an array's records; empty for a plain value
     */
    record Slot(List<String> names, boolean required, List<Wanted> inner) {}

    /** A number, truth value, string or symbol that every version has. */
    int required(String... names) {
        return add(new Slot(List.of(names), true, List.of()));
    }

    /** A number, truth value, string or symbol that some versions lack. */
    int optional(String... names) {
        return add(new Slot(List.of(names), false, List.of()));
    }

    /** A nested record that every version has. */
    int record(Wanted inner, String... names) {
        return add(new Slot(List.of(names), true, List.of(inner)));
    }

    /** An array of records that some versions lack. */
    int rows(Wanted inner, String... names) {
        return add(new Slot(List.of(names), false, List.of(inner)));
    }

    List<Slot> slots() {
        return slots;
    }

    private int add(Slot slot) {
        slots.add(slot);
        return slots.size() - 1;
    }
}
