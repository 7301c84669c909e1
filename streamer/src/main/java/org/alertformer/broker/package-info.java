/** A Kafka broker inside this JVM, for demonstrations, tests and small installations. */
@NullMarked
package org.alertformer.broker;

import org.jspecify.annotations.NullMarked;
