package org.alertformer.inference;

/** Where models run, as asked for. */
public enum Device {
    /** CUDA where it is usable, else the CPU; one log line says which and why. */
    auto,
    cpu,
    /** CUDA or nothing. */
    cuda
}
