package io.algorithmselector.administration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a base path lies under one of those allowed, segment by segment: {@code /models-private} does not lie under
 * {@code /models}.
 *
 * <p>A path must lie there as it is written and where its symbolic links lead, as far as it exists. Whoever may put a link
 * there afterwards can lead elsewhere all the same. Keys in S3 know no {@code ..}, but what stands between here and the
 * store may: an address with such segments lies nowhere.
 */
final class AllowedBasePaths {
    private static final String S3 = "s3://";

    private AllowedBasePaths() {}

    /** Looks into the file system. */
    static boolean contain(Collection<String> allowed, String basePath) {
        return allowed.stream().anyMatch(each -> contains(each, basePath));
    }

    private static boolean contains(String allowed, String basePath) {
        boolean inS3 = allowed.startsWith(S3);
        if (inS3 != basePath.startsWith(S3)) {
            return false;
        }
        return inS3 ? addressContains(allowed, basePath) : pathContains(allowed, basePath);
    }

    private static boolean addressContains(String allowed, String address) {
        List<String> outer = segments(allowed);
        List<String> inner = segments(address);
        boolean plain =
                inner.stream().noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
        return plain
                && inner.size() >= outer.size()
                && inner.subList(0, outer.size()).equals(outer);
    }

    /** The bucket, and the parts of the key. */
    private static List<String> segments(String address) {
        return Arrays.asList(address.substring(S3.length()).split("/", -1));
    }

    private static boolean pathContains(String allowed, String written) {
        Path outer = path(allowed);
        Path inner = path(written);
        if (outer == null || inner == null || !inner.startsWith(outer)) {
            return false;
        }
        Path realOuter = real(outer);
        Path realInner = real(inner);
        return realOuter != null && realInner != null && realInner.startsWith(realOuter);
    }

    /** Null if it is none, depends on the working directory, or goes up and down. */
    private static @Nullable Path path(String written) {
        try {
            Path path = Path.of(written);
            return path.isAbsolute() && path.equals(path.normalize()) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Where its links lead, what does not exist of it being taken as it is written; null if that cannot be found out. */
    private static @Nullable Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            if (parent == null || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            Path above = real(parent);
            return above == null ? null : above.resolve(parent.relativize(path));
        }
    }
}
