package org.alertformer.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.alertformer.classification.PendingAlert;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers light curves and calls the model batch by batch, sorted by length; what is gathered is answered before each
 * checkpoint's barrier goes on, so that none of it is lost.
 */
final class ClassifyBatches extends AbstractStreamOperator<Answer>
        implements OneInputStreamOperator<byte[], Answer>, BoundedOneInput {
    private static final long serialVersionUID = 1;
    private static final int BATCH = 16;
    private static final int WINDOW = 32 * BATCH;

    private final String name;
    private transient List<PendingAlert> gathered = new ArrayList<>();

    ClassifyBatches(String name) {
        this.name = name;
    }

    @Override
    public void open() throws Exception {
        super.open();
        gathered = new ArrayList<>();
    }

    @Override
    public void processElement(StreamRecord<byte[]> alert) {
        gathered.add(PendingAlert.fromBytes(alert.getValue()));
        if (gathered.size() == WINDOW) {
            answer();
        }
    }

    private void answer() {
        gathered.sort(Comparator.comparingInt(alert -> alert.curve().size()));
        for (int from = 0; from < gathered.size(); from += BATCH) {
            List<PendingAlert> batch = gathered.subList(from, Math.min(gathered.size(), from + BATCH));
            Served.answer(name, batch).forEach(answer -> output.collect(new StreamRecord<>(answer)));
        }
        gathered.clear();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) {
        answer();
    }

    @Override
    public void endInput() {
        answer();
    }
}
