/** Many trainings from one plan, and the tables they make. */
@NullMarked
package org.alertformer.trainer.study;

import org.jspecify.annotations.NullMarked;
