/** Models: their cards, their sessions, and batches across tasks. The only user of ONNX Runtime. */
@NullMarked
package org.alertformer.inference;

import org.jspecify.annotations.NullMarked;
