package org.alertformer.encoding;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.alertformer.lightcurve.Observation;
import org.jspecify.annotations.Nullable;

/** Rows made from observations, oldest first and not empty. */
sealed interface Resampling permits GaussianProcess, FoldedViews {
    /** The rows' features. */
    Set<String> names();

    /** How many, whatever the observations. */
    int rows();

    Resampled of(List<Observation> observations);

    /**
     * Null where the rows are the observations themselves, padded or not.
     *
     * @param wanted features of the rows
     */
    static @Nullable Resampling of(Sampling sampling, Collection<String> wanted) {
        return switch (sampling.kind()) {
            case observations, padded -> null;
            case gaussian_process -> GaussianProcess.of(sampling, wanted);
            case folded_views -> FoldedViews.of(sampling);
        };
    }
}
