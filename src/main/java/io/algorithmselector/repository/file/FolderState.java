package io.algorithmselector.repository.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A folder's files without their content.
 *
 * @param revision of each file's path, length, time of change to the nanosecond, and identity, so that a file replaced by
 *     one of the same length and age is seen as well
 * @param changes when each file last changed, by its name with {@code /} between the folders'
 */
record FolderState(String revision, long bytes, Map<String, Instant> changes) {
    static FolderState of(Path folder) throws IOException {
        MessageDigest digest = FileDigest.sha256();
        Map<String, Instant> changes = new HashMap<>();
        long bytes = 0;
        List<Path> files = ContentManifest.filesBelow(folder).stream().sorted().toList();
        for (Path file : files) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Instant changed = attributes.lastModifiedTime().toInstant();
            changes.put(name(folder, file), changed);
            bytes += attributes.size();
            String line = folder.relativize(file) + "\0" + attributes.size() + "\0" + changed + "\0"
                    + attributes.fileKey() + "\0";
            digest.update(line.getBytes(UTF_8));
        }
        return new FolderState(HexFormat.of().formatHex(digest.digest()), bytes, changes);
    }

    /** Whatever it is called: a name that no version may have is refused when it is fetched. */
    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace(folder.getFileSystem().getSeparator(), "/");
    }
}
