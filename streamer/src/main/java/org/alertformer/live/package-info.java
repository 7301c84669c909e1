/** What a running stream shows over HTTP. */
@NullMarked
package org.alertformer.live;

import org.jspecify.annotations.NullMarked;
