package org.alertformer.trainer.fit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.alertformer.trainer.network.Weights;

/**
 * Where a training stands at the end of an epoch: enough to go on as if it had never stopped. Random numbers need no
 * place in it, since every epoch starts them anew from the recipe's seed.
 *
 * @param recipe whose training it is
 * @param current weights now
 * @param best weights of the best epoch
 * @param history of the epochs so far
 */
record Checkpoint(JsonNode recipe, Weights current, Weights best, List<EpochRecord> history) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String STATE = "state";
    private static final String OPTIMIZER = "optimizer";

    /** Writes to a folder; what was there before stays whole until this is complete. */
    void write(Path folder, Optimizer optimizer) throws IOException {
        Files.createDirectories(folder);
        String generation = "." + history.size();
        optimizer.save(folder.resolve(OPTIMIZER + generation));
        Path part = folder.resolve(STATE + ".part");
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(Files.newOutputStream(part)))) {
            byte[] header = JSON.writeValueAsBytes(Map.of("recipe", recipe, "history", history));
            out.writeInt(header.length);
            out.write(header);
            write(current, out);
            write(best, out);
        }
        Files.move(part, folder.resolve(STATE), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve(OPTIMIZER + "." + (history.size() - 1)));
    }

    /** Removes what {@link #write} wrote, if anything. */
    static void remove(Path folder) throws IOException {
        if (existsIn(folder)) {
            Files.delete(folder.resolve(STATE));
        }
    }

    static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve(STATE));
    }

    /** Reads what {@link #write} wrote, the optimizer's part into the optimizer. */
    static Checkpoint read(Path folder, Optimizer optimizer) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(Files.newInputStream(folder.resolve(STATE))))) {
            JsonNode header = JSON.readTree(in.readNBytes(in.readInt()));
            List<EpochRecord> history = new ArrayList<>();
            for (JsonNode epoch : header.get("history")) {
                history.add(JSON.treeToValue(epoch, EpochRecord.class));
            }
            Weights current = read(in);
            Weights best = read(in);
            optimizer.load(folder.resolve(OPTIMIZER + "." + history.size()));
            return new Checkpoint(header.get("recipe"), current, best, history);
        }
    }

    private static void write(Weights weights, DataOutputStream out) throws IOException {
        out.writeInt(weights.tensors().size());
        for (Map.Entry<String, Weights.Array> entry : weights.tensors().entrySet()) {
            out.writeUTF(entry.getKey());
            long[] shape = entry.getValue().shape();
            out.writeInt(shape.length);
            for (long extent : shape) {
                out.writeLong(extent);
            }
            for (float value : entry.getValue().values()) {
                out.writeFloat(value);
            }
        }
    }

    private static Weights read(DataInputStream in) throws IOException {
        Map<String, Weights.Array> tensors = new LinkedHashMap<>();
        int count = in.readInt();
        for (int t = 0; t < count; t++) {
            String name = in.readUTF();
            long[] shape = new long[in.readInt()];
            int size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = in.readLong();
                size = Math.toIntExact(size * shape[i]);
            }
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = in.readFloat();
            }
            tensors.put(name, new Weights.Array(shape, values));
        }
        return new Weights(tensors);
    }
}
