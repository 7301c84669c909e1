/** Reading the topics that the stream writes. */
@NullMarked
package org.alertformer.subscription;

import org.jspecify.annotations.NullMarked;
