/** The rhythm in which recorded alerts are sent again. */
@NullMarked
package org.alertformer.replay;

import org.jspecify.annotations.NullMarked;
