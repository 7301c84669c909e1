package org.alertformer.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.cli.Alertformer;

/**
 * What a stream process runs: {@code run} itself, or the batcher that must fail.
 *
 * @param main the program
 * @param options those that all instances have
 */
record StreamProgram(Class<?> main, List<String> options) {
    StreamProgram {
        options = List.copyOf(options);
    }

    /** The real stream. */
    static StreamProgram run(String bootstrap, String... more) {
        List<String> options = new ArrayList<>(List.of("run", "--bootstrap", bootstrap, "--inference-threads", "1"));
        options.addAll(List.of(more));
        return new StreamProgram(Alertformer.class, options);
    }

    List<String> arguments(Path stateDirectory) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--state-dir", stateDirectory.toString()));
        return all;
    }
}
