package org.alertformer.bench;

import java.nio.file.Path;
import java.util.Map;
import org.alertformer.broker.EmbeddedBroker;

/** A broker in a process of its own. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0, Map.of())) {
            Drain.say(broker.bootstrapServers());
        }
        System.exit(0);
    }
}
