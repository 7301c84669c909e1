package org.alertformer.inference;

/**
 * Names one model file.
 *
 * @param digest SHA-256 of the ONNX file, lower-case hexadecimal
 * @param card its card
 */
public record ModelIdentity(String digest, ModelCard card) {}
