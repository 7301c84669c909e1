package org.alertformer.cli;

import org.alertformer.topology.Membership;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** An instance's place among those with the same application id. */
final class MembershipOptions {
    /** What becomes of an instance's partitions when it stops. */
    enum OnStop {
        stay,
        leave
    }

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            description =
                    "By which the group knows this instance again after a restart (default: a name that the state "
                            + "directory keeps).")
    @Nullable
    String instance;

    @Option(
            names = "--standby",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Copies of each partition's light curves that other instances keep up to date, to go on at once "
                            + "where one is lost (default: ${DEFAULT-VALUE}).")
    int standbys;

    @Option(
            names = "--on-stop",
            paramLabel = "stay|leave",
            description =
                    "Whether the partitions wait up to 30 s for this instance to come back when it is told to stop, or "
                            + "others take them over at once (default: leave with standbys, else stay).")
    @Nullable
    OnStop onStop;

    Membership membership() {
        boolean leaving = onStop == null ? standbys > 0 : onStop == OnStop.leave;
        return new Membership(instance, standbys, leaving);
    }
}
