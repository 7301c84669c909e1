/** Figures of merit, through the exported file. */
@NullMarked
package org.alertformer.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
