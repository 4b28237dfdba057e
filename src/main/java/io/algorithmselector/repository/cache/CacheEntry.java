package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.ContentManifest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A version's content in the cache.
 *
 * @param directory holds the files and the manifest; its name is the manifest's digest
 */
record CacheEntry(Path directory, ContentManifest manifest) {
    private static final String MANIFEST = "manifest";

    /** Empty if there is none, or none whose manifest is the one its name promises. */
    static Optional<CacheEntry> at(Path entries, String digest) throws IOException {
        Path directory = entries.resolve(digest);
        if (!Files.isRegularFile(directory.resolve(MANIFEST))) {
            return Optional.empty();
        }
        try {
            ContentManifest manifest = ContentManifest.parse(Files.readString(directory.resolve(MANIFEST)));
            return manifest.digest().equals(digest)
                    ? Optional.of(new CacheEntry(directory, manifest))
                    : Optional.empty();
        } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Path filesIn(Path directory) {
        return directory.resolve("files");
    }

    static void writeManifest(Path directory, ContentManifest manifest) throws IOException {
        Files.writeString(directory.resolve(MANIFEST), manifest.text());
    }

    String digest() {
        return manifest.digest();
    }

    /** Whether exactly the manifest's files are there, each with its length. */
    boolean hasRightFiles() throws IOException {
        Path files = filesIn(directory);
        for (ContentManifest.Entry file : manifest.files()) {
            Path path = file.path().in(files);
            if (!Files.isRegularFile(path) || Files.size(path) != file.bytes()) {
                return false;
            }
        }
        return ContentManifest.filesBelow(files).size() == manifest.files().size();
    }

    /** Whether every byte is the manifest's: reads all of them. */
    boolean hasRightContent() throws InterruptedException {
        try {
            return ContentManifest.of(filesIn(directory)).equals(manifest);
        } catch (IOException e) {
            // What cannot be read is as good as damaged.
            return false;
        }
    }

    /**
     * Puts right files in the place of all, one by one, so that whoever holds the entry misses none at any time.
     *
     * @param content holds them and the manifest; is left without
     */
    void mend(Path content) throws IOException {
        Path files = filesIn(directory);
        Set<Path> wanted = new HashSet<>();
        for (ContentManifest.Entry file : manifest.files()) {
            Path place = file.path().in(files);
            wanted.add(place);
            Files.createDirectories(place.getParent());
            replace(file.path().in(filesIn(content)), place);
        }
        for (Path file : ContentManifest.filesBelow(files)) {
            if (!wanted.contains(file)) {
                Files.delete(file);
            }
        }
        replace(content.resolve(MANIFEST), directory.resolve(MANIFEST));
    }

    private static void replace(Path from, Path place) throws IOException {
        Files.move(from, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Another one if the entry has been replaced since. */
    String identity() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(directory.resolve(MANIFEST), BasicFileAttributes.class);
        return attributes.fileKey() + " " + attributes.lastModifiedTime();
    }
}
