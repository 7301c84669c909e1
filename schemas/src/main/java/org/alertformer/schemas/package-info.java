/** The published records and the ways they are written as bytes. */
package org.alertformer.schemas;
