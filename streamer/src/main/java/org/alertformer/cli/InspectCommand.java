package org.alertformer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Packet;
import org.alertformer.survey.PacketFiles;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Prints what packets hold: survey, version, object, the light curve, what was dropped and why.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Packets, containers, archives of them, folders of light curves, or directories of these.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--survey",
            paramLabel = "NAME",
            description = "Whose packets they are: native, ztf, lsst or elasticc (default: told by their content).")
    private @Nullable String survey;

    @Option(names = "--limit", paramLabel = "N", description = "Print the first N packets only.")
    private long limit = Long.MAX_VALUE;

    @Override
    public Integer call() throws Exception {
        Map<Survey, AlertReader> readers = new EnumMap<>(Survey.class);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (PacketFiles packets = PacketFiles.open(files, survey == null ? null : Survey.of(survey))) {
            if (packets.size() == 0) {
                throw new CommandFailure("there are no packets in "
                        + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
            }
            long printed = 0;
            for (Packet packet : packets) {
                if (printed++ == limit) {
                    break;
                }
                AlertReader reader = readers.computeIfAbsent(packet.survey(), Survey::reader);
                out.println(packet.origin() + ": " + report(packet, reader));
            }
        }
        out.flush();
        return 0;
    }

    private static String report(Packet packet, AlertReader reader) {
        try {
            Decoded decoded = reader.read(packet.message());
            return decoded instanceof Decoded.Accepted accepted
                    ? AlertReport.of(packet.survey(), accepted)
                    : packet.survey() + ", skipped: " + ((Decoded.Skipped) decoded).reason();
        } catch (UndecodableException e) {
            return packet.survey() + ", undecodable (" + e.reason().code() + "): " + e.getMessage();
        }
    }
}
