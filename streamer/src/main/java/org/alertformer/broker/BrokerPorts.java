package org.alertformer.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The two ports of a single-node broker on the loopback address. Kafka's controller cannot choose its own, so they are
 * found first; another process may take one in the moment before the broker opens it, and the broker then fails to start.
 *
 * @param broker where clients connect
 * @param controller where the broker talks to itself
 */
record BrokerPorts(int broker, int controller) {
    private static final String FILE = "ports.properties";

    /**
     * Free ports: the wanted one, or else those that the folder's broker had before, so that clients find it again.
     *
     * @param wanted port for clients, or 0 for any
     * @throws IOException if the wanted port is taken
     */
    static BrokerPorts find(Path directory, int wanted) throws IOException {
        BrokerPorts former = remembered(directory);
        try (ServerSocket broker = wanted == 0 ? open(former.broker) : bind(wanted);
                ServerSocket controller = open(former.controller)) {
            return new BrokerPorts(broker.getLocalPort(), controller.getLocalPort());
        }
    }

    void remember(Path directory) throws IOException {
        Properties ports = new Properties();
        ports.setProperty("broker", Integer.toString(broker));
        ports.setProperty("controller", Integer.toString(controller));
        try (Writer out = Files.newBufferedWriter(directory.resolve(FILE))) {
            ports.store(out, null);
        }
    }

    private static BrokerPorts remembered(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        Properties ports = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                ports.load(in);
            }
        }
        return new BrokerPorts(port(ports, "broker", file), port(ports, "controller", file));
    }

    private static int port(Properties ports, String name, Path file) throws IOException {
        String value = ports.getProperty(name, "0");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IOException(file + ": " + name + " is " + value + ", not a port", e);
        }
    }

    private static ServerSocket open(int preferred) throws IOException {
        if (preferred != 0) {
            try {
                return bind(preferred);
            } catch (IOException taken) {
                return bind(0);
            }
        }
        return bind(0);
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true); // as Kafka does: a port is free again as soon as its broker has ended
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "port " + port + " of " + InetAddress.getLoopbackAddress() + ": " + e.getMessage(), e);
        }
    }
}
