/** The commands. */
@NullMarked
package org.alertformer.cli;

import org.jspecify.annotations.NullMarked;
