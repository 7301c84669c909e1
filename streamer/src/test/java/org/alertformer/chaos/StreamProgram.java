package org.alertformer.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.cli.Alertformer;

/**
 * What a stream process runs: {@code run} itself, or the batcher that must fail.
 *
 * @param main the program
 * @param jvm options of its Java machine
 * @param options those that all instances have
 */
record StreamProgram(Class<?> main, List<String> jvm, List<String> options) {
    StreamProgram {
        jvm = List.copyOf(jvm);
        options = List.copyOf(options);
    }

    /** With little compiling, as its processes do not live long. */
    StreamProgram(Class<?> main, List<String> options) {
        this(main, List.of(), options);
    }

    /** The real stream. */
    static StreamProgram run(String bootstrap, String... more) {
        List<String> options = new ArrayList<>(List.of("run", "--bootstrap", bootstrap, "--inference-threads", "1"));
        options.addAll(List.of(more));
        return new StreamProgram(Alertformer.class, options);
    }

    /** This program on a Java machine that compiles as it does for an operator. */
    StreamProgram compiledInFull() {
        return new StreamProgram(main, List.of("-XX:TieredStopAtLevel=4"), options);
    }

    List<String> arguments(Path stateDirectory) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--state-dir", stateDirectory.toString()));
        return all;
    }
}
