/** Training, calibration and checkpoints. */
@NullMarked
package org.alertformer.trainer.fit;

import org.jspecify.annotations.NullMarked;
