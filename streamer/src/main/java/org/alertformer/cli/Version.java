package org.alertformer.cli;

import org.alertformer.topology.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest tells. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"alertformer " + ProgramVersion.text()};
    }
}
