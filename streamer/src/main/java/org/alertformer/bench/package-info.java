/** How fast the stream is, and beside what: everything is measured in one run, in processes of their own. */
@NullMarked
package org.alertformer.bench;

import org.jspecify.annotations.NullMarked;
