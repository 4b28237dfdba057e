package io.algorithmselector.repository;

import java.nio.file.Path;

/**
 * A version on this machine's disk.
 *
 * @param directory holds {@code saved_model.pb}; read-only to whoever gets it
 * @param digest SHA-256 of the content, 64 hexadecimal digits: equal for equal files, wherever they came from
 * @param bytes of all its files
 */
public record LocalVersion(Path directory, String digest, long bytes) {}
