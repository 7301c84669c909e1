/** The trained network as one ONNX file. */
@NullMarked
package org.alertformer.trainer.export;

import org.jspecify.annotations.NullMarked;
