/** Published alerts against the truth: how right, how soon, how sure, how late. */
@NullMarked
package org.alertformer.scoring;

import org.jspecify.annotations.NullMarked;
