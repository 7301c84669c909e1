package org.alertformer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.alertformer.deadletters.LetterFilter;
import org.alertformer.deadletters.LetterSummary;
import org.alertformer.deadletters.LetterTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the dead letters: where they stand, when, why, and which record they hold.")
final class ListLettersCommand implements Callable<Integer> {
    private final OutputStream out;

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(names = "--summary", description = "Only how many there are of each topic and reason.")
    private boolean summary;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, or json: one object a line (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many letters.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--save", paramLabel = "DIR", description = "Also save each record's bytes to a file of its own.")
    private @Nullable Path folder;

    /** Spelled as on the command line. */
    private enum Format {
        table,
        json
    }

    ListLettersCommand() {
        this(new StandardOutput());
    }

    ListLettersCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        LetterFilter filter = letters.filter(List.of());
        boolean asJson = format == Format.json;
        try {
            if (summary) {
                LetterSummary rows = new LetterSummary(filter);
                letters.read(rows);
                rows.write(asJson, out);
            } else {
                letters.read(new LetterTable(filter, asJson, out, folder, limit));
            }
            out.flush();
        } catch (StandardOutput.ReaderGone e) {
            return 0; // whoever reads has seen enough
        }
        return 0;
    }
}
