/** The trainer's commands. */
@NullMarked
package org.alertformer.trainer.cli;

import org.jspecify.annotations.NullMarked;
