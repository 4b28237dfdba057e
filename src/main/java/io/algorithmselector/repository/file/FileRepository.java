package io.algorithmselector.repository.file;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.SettlingVersions;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.repository.UploadCheck;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.VersionFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** The versions in one folder. */
final class FileRepository implements ModelRepository {
    /** How often a version is looked at whose files go away while it is: they may have been renamed. */
    private static final int LOOKS = 3;

    private final Path folder;
    private final InstantSource clock;
    private final States states;
    private final SettlingVersions settling = new SettlingVersions();

    /** How a folder is looked at. */
    interface States {
        FolderState of(Path folder) throws IOException;
    }

    FileRepository(Path folder, InstantSource clock) {
        this(folder, clock, FolderState::of);
    }

    FileRepository(Path folder, InstantSource clock, States states) {
        this.folder = folder;
        this.clock = clock;
        this.states = states;
    }

    @Override
    public String basePath() {
        return folder.toString();
    }

    @Override
    public NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException {
        if (!Files.isDirectory(folder)) {
            String reason = Files.exists(folder) ? "is not a folder" : "does not exist";
            throw new RepositoryException(Kind.ABSENT, folder + " " + reason, null);
        }
        long began = settling.beforeListing();
        UploadCheck check = new UploadCheck(rule, clock.instant());
        NavigableMap<Long, RepositoryVersion> versions = new TreeMap<>();
        for (Path child : children()) {
            OptionalLong number = VersionFolder.number(child.getFileName().toString());
            if (number.isPresent()) {
                listed(number.getAsLong(), child, check)
                        .ifPresent(version -> versions.put(number.getAsLong(), version));
            }
        }
        return settling.after(began, versions, rule);
    }

    /**
     * Empty if it is no version. One that cannot be read hides no other: it is listed, and fails when it is fetched, alone and
     * with its reason.
     */
    private Optional<RepositoryVersion> listed(long number, Path child, UploadCheck check) {
        for (int look = 1; ; look++) {
            try {
                return looked(number, child, check);
            } catch (NoSuchFileException moved) {
                if (look == LOOKS) {
                    return Optional.of(moving(number, check.rule()));
                }
            } catch (IOException e) {
                return Optional.of(RepositoryVersion.unreadable(number));
            }
        }
    }

    private Optional<RepositoryVersion> looked(long number, Path child, UploadCheck check) throws IOException {
        if (!holdsModel(child)) {
            return Optional.empty();
        }
        FolderState state = states.of(child);
        return Optional.of(new RepositoryVersion(number, state.revision(), state.bytes(), check.of(state.changes())));
    }

    /** Somebody is at work there. No two such looks are the same: it does not settle by looking the same. */
    private static RepositoryVersion moving(long number, UploadRule rule) {
        Upload upload = rule.settleTime().isPositive()
                ? new Upload.Settling(rule.settleTime())
                : new Upload.Incomplete("a file that was there a moment ago");
        return new RepositoryVersion(number, "moving at " + System.nanoTime(), 0, upload);
    }

    private List<Path> children() throws RepositoryException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (IOException e) {
            throw failure(folder, e);
        } catch (UncheckedIOException e) {
            throw failure(folder, Objects.requireNonNull(e.getCause()));
        }
    }

    private static boolean holdsModel(Path child) throws IOException {
        try {
            return attributes(child).isDirectory()
                    && attributes(child.resolve(VersionFolder.MODEL_FILE)).isRegularFile();
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    @Override
    public LocalVersion fetch(RepositoryVersion version, LongConsumer downloaded)
            throws RepositoryException, InterruptedException {
        Path directory = folder.resolve(Long.toString(version.number()));
        try {
            requireUnchanged(directory, version);
            ContentManifest content = ContentManifest.of(directory);
            // The digest is that of the listed files only if none of them changed while they were read.
            requireUnchanged(directory, version);
            return new LocalVersion(directory, content.digest(), content.bytes());
        } catch (IOException e) {
            throw failure(directory, e);
        }
    }

    @Override
    public void requireUnchanged(RepositoryVersion version) throws RepositoryException {
        Path directory = folder.resolve(Long.toString(version.number()));
        try {
            requireUnchanged(directory, version);
        } catch (IOException e) {
            throw failure(directory, e);
        }
    }

    private static void requireUnchanged(Path directory, RepositoryVersion version)
            throws RepositoryException, IOException {
        // asked first, because whatever keeps the folder from being read shows here
        if (!holdsModel(directory) || !FolderState.of(directory).revision().equals(version.revision())) {
            throw new RepositoryException(Kind.CHANGED, directory + " has changed since it was listed", null);
        }
    }

    private static RepositoryException failure(Path path, IOException cause) {
        return switch (cause) {
            case NoSuchFileException gone ->
                new RepositoryException(Kind.CHANGED, path + ": " + gone.getFile() + " is no longer there", gone);
            case AccessDeniedException denied ->
                new RepositoryException(Kind.ACCESS, path + ": " + denied.getFile() + " may not be read", denied);
            default -> new RepositoryException(Kind.LOCAL, path + " cannot be read: " + cause.getMessage(), cause);
        };
    }
}
