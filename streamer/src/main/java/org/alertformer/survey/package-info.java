/** Survey formats: one reader each, from message bytes to alerts. */
@NullMarked
package org.alertformer.survey;

import org.jspecify.annotations.NullMarked;
