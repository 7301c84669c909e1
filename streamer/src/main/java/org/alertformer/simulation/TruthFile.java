package org.alertformer.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code truth.csv}: a header, then one line for each source that raised alerts. Columns: objectId, class, source, ra, dec
 * [degrees], alerts, amplitude_njy, onset_mjd, decay_days (empty without a flare), parameters. Numbers are rounded with
 * exact decimal arithmetic: {@code Double.toString} writes other digits since Java 19.
 */
public final class TruthFile implements AutoCloseable {
    private static final String[] COLUMNS = {
        "objectId", "class", "source", "ra", "dec", "alerts", "amplitude_njy", "onset_mjd", "decay_days", "parameters"
    };
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final int TIME_DECIMALS = 6;
    private static final int DEGREE_DECIMALS = 7;
    private static final MathContext DIGITS = new MathContext(8, RoundingMode.HALF_EVEN);

    private final CSVPrinter printer;

    private TruthFile(CSVPrinter printer) {
        this.printer = printer;
    }

    /** Begins a file; the writer is closed with it. */
    public static TruthFile to(Writer out) throws IOException {
        var printer = new CSVPrinter(out, FORMAT);
        printer.printRecord((Object[]) COLUMNS);
        return new TruthFile(printer);
    }

    /** Adds a source, if it raises alerts from a time [MJD] on. */
    public void write(SimulatedObject source, double fromMjd) throws IOException {
        int alerts = source.alertCount(fromMjd);
        if (alerts == 0) {
            return;
        }
        FlareParameters flare = source.flare();
        printer.printRecord(
                source.object().number(),
                source.sourceClass().label(),
                source.sourceClass().symbol(),
                fixed(source.ra(), DEGREE_DECIMALS),
                fixed(source.dec(), DEGREE_DECIMALS),
                alerts,
                flare == null ? "" : significant(flare.amplitude()),
                flare == null ? "" : fixed(flare.onsetMjd(), TIME_DECIMALS),
                flare == null ? "" : significant(flare.decayDays()),
                source.parameters().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + parameter(entry.getKey(), entry.getValue()))
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }

    /** Gives every row; throws {@link IOException} naming the file, the line and what is wrong with it. */
    public static void read(Path file, Consumer<TruthRow> rows) throws IOException {
        var format = FORMAT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (var parser = format.parse(Files.newBufferedReader(file))) {
            for (String column : COLUMNS) {
                if (!parser.getHeaderNames().contains(column)) {
                    throw new IOException(file + " has no column '" + column + "'");
                }
            }
            for (CSVRecord line : parser) {
                rows.accept(row(line, file));
            }
        } catch (UncheckedIOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static TruthRow row(CSVRecord line, Path file) throws IOException {
        if (!line.isConsistent()) {
            throw new IOException(file + ", line " + (line.getRecordNumber() + 1) + ", has " + line.size()
                    + " columns, not " + COLUMNS.length);
        }
        try {
            return new TruthRow(
                    Long.parseLong(line.get("objectId")),
                    line.get("class"),
                    line.get("source"),
                    Double.parseDouble(line.get("ra")),
                    Double.parseDouble(line.get("dec")),
                    Integer.parseInt(line.get("alerts")),
                    flare(line),
                    line.get("parameters"));
        } catch (NumberFormatException e) {
            throw new IOException(
                    file + ", line " + (line.getRecordNumber() + 1) + ": " + e.getMessage() + " is not a number", e);
        }
    }

    private static @Nullable FlareParameters flare(CSVRecord line) {
        return line.get("amplitude_njy").isEmpty()
                ? null
                : new FlareParameters(
                        Double.parseDouble(line.get("amplitude_njy")),
                        Double.parseDouble(line.get("onset_mjd")),
                        Double.parseDouble(line.get("decay_days")));
    }

    private static String parameter(String name, double value) {
        return name.endsWith("_mjd") ? fixed(value, TIME_DECIMALS) : significant(value);
    }

    private static String fixed(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String significant(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
