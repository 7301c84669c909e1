package org.alertformer.topology;

/** The version that the jar's manifest tells. */
public final class ProgramVersion {
    private ProgramVersion() {}

    public static String text() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
