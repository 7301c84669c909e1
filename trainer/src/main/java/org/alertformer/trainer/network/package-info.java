/** The transformer in libtorch. */
@NullMarked
package org.alertformer.trainer.network;

import org.jspecify.annotations.NullMarked;
