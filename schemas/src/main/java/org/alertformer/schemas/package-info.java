/**
 * The published records and the ways they are written as bytes. The records are generated and know nothing of null
 * annotations, so the classes carry {@code @NullMarked} one by one.
 */
package org.alertformer.schemas;
