package org.alertformer.cli;

import java.nio.file.Path;

/** Where light curves are kept unless the user says otherwise: below XDG_STATE_HOME, never in the temporary folder. */
final class StateDirectories {
    private StateDirectories() {}

    static Path of(String applicationId) {
        String xdg = System.getenv("XDG_STATE_HOME");
        Path base = xdg == null || xdg.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(xdg);
        return base.resolve("alertformer").resolve(applicationId);
    }

    /** What can be had again, such as the schemas of a registry. */
    static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("alertformer");
    }
}
