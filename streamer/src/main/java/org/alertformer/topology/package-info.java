/** The Kafka Streams topology. */
@NullMarked
package org.alertformer.topology;

import org.jspecify.annotations.NullMarked;
