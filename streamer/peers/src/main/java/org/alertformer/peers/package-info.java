/** What would be built otherwise, doing the same work. */
@NullMarked
package org.alertformer.peers;

import org.jspecify.annotations.NullMarked;
