package org.alertformer.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.cli.Alertformer;

/** {@code broker} in a process of its own; started again, it has the same data and the same address. */
final class BrokerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> arguments;
    private final Path log;
    private ChildJvm process;
    private final String bootstrap;
    private int restarts;

    private BrokerProcess(List<String> arguments, Path log, ChildJvm process, String bootstrap) {
        this.arguments = arguments;
        this.log = log;
        this.process = process;
        this.bootstrap = bootstrap;
    }

    static BrokerProcess start(Path directory, String topic, int partitions) throws IOException {
        Path log = directory.resolve("broker.log");
        List<String> arguments = new ArrayList<>(List.of("broker", "--port", "0"));
        arguments.addAll(List.of("--directory", directory.resolve("broker").toString()));
        arguments.addAll(List.of("--topic", topic + ":" + partitions));
        ChildJvm process = ChildJvm.speaking(Alertformer.class, arguments, log);
        return new BrokerProcess(arguments, log, process, process.firstLine());
    }

    String bootstrap() {
        return bootstrap;
    }

    int restarts() {
        return restarts;
    }

    /** Ends the broker, by force or by SIGTERM, and starts it again. */
    void restart(boolean force) throws IOException, InterruptedException {
        if (force) {
            process.kill();
        } else {
            process.terminate();
        }
        process.awaitExit(PATIENCE);
        restarts++;
        process = ChildJvm.speaking(Alertformer.class, arguments, log);
        String address = process.firstLine();
        if (!address.equals(bootstrap)) {
            throw new IOException("the broker was at " + bootstrap + " and is now at " + address);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.kill();
        process.awaitExit(PATIENCE);
    }
}
