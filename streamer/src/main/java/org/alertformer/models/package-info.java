/** Models that come while the stream runs: from a file that is watched, or from a topic. */
@NullMarked
package org.alertformer.models;

import org.jspecify.annotations.NullMarked;
