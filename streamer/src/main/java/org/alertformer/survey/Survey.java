package org.alertformer.survey;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The packet formats that can be read, by the names users give. */
public enum Survey {
    /** Our own alerts: simulated surveys, and light curves from files. */
    NATIVE(schemas -> new NativeReader()),
    /** Zwicky Transient Facility, 3.0 to 4.02. */
    ZTF(schemas -> new ZtfReader()),
    /** Legacy Survey of Space and Time of the Vera C. Rubin Observatory, 7.4 to 11.1 and on. */
    LSST(LsstReader::new),
    /** DESC's simulation of LSST, 0.9 and 0.9.1. */
    ELASTICC(schemas -> new ElasticcReader());

    private final Function<WriterSchemas, AlertReader> readers;

    Survey(Function<WriterSchemas, AlertReader> readers) {
        this.readers = readers;
    }

    /** The survey that users call so; throws {@link IllegalArgumentException} naming those there are. */
    public static Survey of(String name) {
        return Arrays.stream(values())
                .filter(survey -> survey.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("survey '" + name + "' is none of " + labels()));
    }

    /** The names of all surveys, separated by commas. */
    public static String labels() {
        return Arrays.stream(values()).map(Survey::label).collect(Collectors.joining(", "));
    }

    /** The name users give. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }

    /** A new reader, for use by one thread at a time, which knows the schemas that come with the program. */
    public AlertReader reader() {
        return reader(WriterSchemas.bundled());
    }

    /** A new reader, for use by one thread at a time, of messages that name their schema by an id of these. */
    public AlertReader reader(WriterSchemas schemas) {
        return readers.apply(schemas);
    }
}
