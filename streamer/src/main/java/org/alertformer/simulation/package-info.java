/** Simulated surveys: sky, cadence, noise and truth. */
@NullMarked
package org.alertformer.simulation;

import org.jspecify.annotations.NullMarked;
