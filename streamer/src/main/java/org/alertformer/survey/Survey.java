package org.alertformer.survey;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The packet formats that can be read, by the names users give. */
public enum Survey {
    /** Our own alerts: simulated surveys, and light curves from files. */
    NATIVE(NativeReader::new),
    /** Zwicky Transient Facility, 3.0 to 4.02. */
    ZTF(ZtfReader::new);

    private final Supplier<AlertReader> readers;

    Survey(Supplier<AlertReader> readers) {
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

    /** A new reader, for use by one thread at a time. */
    public AlertReader reader() {
        return readers.get();
    }
}
