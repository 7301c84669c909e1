/** Light curves: observations of one object, merged from overlapping alert packets. */
@NullMarked
package org.alertformer.lightcurve;

import org.jspecify.annotations.NullMarked;
