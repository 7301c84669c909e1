/** From a light curve and a prediction to the published records. */
@NullMarked
package org.alertformer.classification;

import org.jspecify.annotations.NullMarked;
