package org.alertformer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.alertformer.deadletters.LetterAddress;
import org.alertformer.deadletters.LetterText;
import org.alertformer.subscription.RecordHandler;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows one dead letter: its headers, and the bytes of the record in it.")
final class ShowLetterCommand implements Callable<Integer> {
    private final OutputStream out;

    @Parameters(
            paramLabel = "ADDRESS",
            description =
                    "PARTITION@OFFSET of the dead letter, as list tells it, or TOPIC-PARTITION@OFFSET of the record.")
    private String address = "";

    @Mixin
    private LetterOptions letters = new LetterOptions();

    @Option(names = "--output", paramLabel = "FILE", description = "Save the record's bytes to this file.")
    private @Nullable Path file;

    @Option(
            names = "--survey",
            paramLabel = "NAME",
            description = "Try to read the bytes as this survey's: native, ztf, lsst or elasticc.")
    private @Nullable String survey;

    ShowLetterCommand() {
        this(new StandardOutput());
    }

    ShowLetterCommand(OutputStream out) {
        this.out = out;
    }

    /** Keeps the letter that is looked for. */
    private static final class Search implements RecordHandler {
        private final LetterAddress address;
        private @Nullable ConsumerRecord<byte[], byte[]> found;

        Search(LetterAddress address) {
            this.address = address;
        }

        @Override
        public boolean accept(ConsumerRecord<byte[], byte[]> record) {
            if (address.names(record)) {
                found = record;
            }
            return found == null;
        }

        @Override
        public void flush() {}
    }

    @Override
    public Integer call() throws IOException {
        Survey format = survey == null ? null : Survey.of(survey);
        Search search = new Search(LetterAddress.parse(address));
        letters.read(search);
        ConsumerRecord<byte[], byte[]> record = search.found;
        if (record == null) {
            throw new CommandFailure("there is no dead letter " + address + " on " + letters.topic());
        }
        DeadLetter letter = DeadLetter.parse(record);
        byte[] value = letter.value() == null ? new byte[0] : letter.value();
        try {
            write(LetterText.of(record, letter));
            if (format != null) {
                write(report(format, value));
            }
            if (file != null) {
                Files.write(file, value);
                write(value.length + " bytes saved to " + file + "\n");
            }
            out.flush();
        } catch (StandardOutput.ReaderGone e) {
            return 0; // whoever reads has seen enough
        }
        return 0;
    }

    private static String report(Survey format, byte[] value) {
        try {
            Decoded decoded = format.reader().read(value);
            return decoded instanceof Decoded.Accepted accepted
                    ? "read as " + AlertReport.of(format, accepted)
                    : "skipped: " + ((Decoded.Skipped) decoded).reason() + "\n";
        } catch (UndecodableException e) {
            return "not readable as " + format + " (" + e.reason().code() + "): " + e.getMessage() + "\n";
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
