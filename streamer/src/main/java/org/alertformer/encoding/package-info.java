/** From a light curve to the tensors a model takes. */
@NullMarked
package org.alertformer.encoding;

import org.jspecify.annotations.NullMarked;
