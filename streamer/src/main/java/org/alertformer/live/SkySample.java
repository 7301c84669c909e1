package org.alertformer.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where on the sky the newest alerts were, and of which class. Bounded; safe for use by several threads. */
final class SkySample {
    private final float[] ra;
    private final float[] dec;
    private final int[] classNumber;
    private final List<String> classes;
    private long count;

    /**
     * @param classes names of the classes that come first in the list of {@link #classes}
     */
    SkySample(int capacity, List<String> classes) {
        ra = new float[capacity];
        dec = new float[capacity];
        classNumber = new int[capacity];
        this.classes = new ArrayList<>(classes);
    }

    /** Adds a place in ICRS [degrees]; a survey may give none. */
    synchronized void add(double atRa, double atDec, String bestClass) {
        if (!(atRa >= 0 && atRa <= 360 && atDec >= -90 && atDec <= 90)) {
            return;
        }
        int at = classes.indexOf(bestClass);
        if (at < 0) {
            at = classes.size();
            classes.add(bestClass);
        }
        int slot = (int) (count++ % ra.length);
        ra[slot] = (float) atRa;
        dec[slot] = (float) atDec;
        classNumber[slot] = at;
    }

    /** The names that the class numbers of {@link #write} stand for. */
    synchronized List<String> classes() {
        return List.copyOf(classes);
    }

    /** Writes an array of [ra, dec, class number], the oldest first, to a hundredth of a degree. */
    synchronized void write(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (long i = Math.max(0, count - ra.length); i < count; i++) {
            int slot = (int) (i % ra.length);
            json.writeStartArray();
            json.writeNumber(Math.round(ra[slot] * 100) / 100.0);
            json.writeNumber(Math.round(dec[slot] * 100) / 100.0);
            json.writeNumber(classNumber[slot]);
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
