/** Training data: labelled light curves and their truncation at an alert. */
@NullMarked
package org.alertformer.trainer.data;

import org.jspecify.annotations.NullMarked;
