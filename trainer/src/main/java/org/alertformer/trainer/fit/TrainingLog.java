package org.alertformer.trainer.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The learning curves of a training as a table beside the model, {@code NAME.log.csv}. */
public final class TrainingLog {
    private static final String HEAD = "network,epoch,train_loss,validation_loss,validation_accuracy";

    private TrainingLog() {}

    /** Where the log of a model file is. */
    public static Path beside(Path model) {
        String name = String.valueOf(model.getFileName());
        String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
        return model.resolveSibling(stem + ".log.csv");
    }

    public static void write(Path file, List<EpochRecord> history) throws IOException {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (EpochRecord e : history) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%.5f,%.5f,%.5f%n",
                    e.network(),
                    e.epoch(),
                    e.trainLoss(),
                    e.validationLoss(),
                    e.validationAccuracy()));
        }
        Files.writeString(file, text);
    }

    /** What was written; empty if there is no such file. Throws naming file and line if it is something else. */
    public static List<EpochRecord> read(Path file) throws IOException {
        List<EpochRecord> history = new ArrayList<>();
        if (!Files.exists(file)) {
            return history;
        }
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            try {
                if (i == 0 && !lines.get(0).equals(HEAD) || cells.length != 5) {
                    throw new NumberFormatException();
                }
                if (i > 0) {
                    history.add(new EpochRecord(
                            Integer.parseInt(cells[0]),
                            Integer.parseInt(cells[1]),
                            Double.parseDouble(cells[2]),
                            Double.parseDouble(cells[3]),
                            Double.parseDouble(cells[4])));
                }
            } catch (NumberFormatException e) {
                throw new IOException(file + ", line " + (i + 1) + " is no row of a training log: " + lines.get(i), e);
            }
        }
        return history;
    }
}
