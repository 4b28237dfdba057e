package io.algorithmselector.repository.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * A folder's files without their content.
 *
 * @param revision of each file's path, length, time of change to the nanosecond, and identity, so that a file replaced by
 *     one of the same length and age is seen as well
 */
record FolderState(String revision, long bytes) {
    static FolderState of(Path folder) throws IOException {
        MessageDigest digest = FileDigest.sha256();
        long bytes = 0;
        List<Path> files = ContentManifest.filesBelow(folder).stream().sorted().toList();
        for (Path file : files) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            bytes += attributes.size();
            String line = folder.relativize(file) + "\0" + attributes.size() + "\0"
                    + attributes.lastModifiedTime().toInstant() + "\0" + attributes.fileKey() + "\0";
            digest.update(line.getBytes(UTF_8));
        }
        return new FolderState(HexFormat.of().formatHex(digest.digest()), bytes);
    }
}
