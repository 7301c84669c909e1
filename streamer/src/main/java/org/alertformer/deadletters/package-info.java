/** Dead letters after they were written: finding them, and sending again what they hold. */
@NullMarked
package org.alertformer.deadletters;

import org.jspecify.annotations.NullMarked;
