package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Compares a file with the composite checksum of an upload in parts. That needs the lengths of the upload's parts, which
 * nothing but one question per part tells; so the first part's length is taken for that of all but the last, as most clients
 * upload, and only if the checksum does not come out right are the others asked for.
 */
record CompositeCheck(StoredChecksum expected, StoredObject object, Path file, S3Calls calls) {
    private static final int NOT_IMPLEMENTED = 501;

    /** Also if the store does not tell about parts: then only length and entity tag vouch for the file. */
    boolean passes() throws RepositoryException, IOException, InterruptedException {
        int parts = expected.parts();
        HeadObjectResponse first = firstPart();
        if (first == null || first.partsCount() == null || first.partsCount() != parts) {
            return true;
        }
        Optional<List<Long>> equal = equalLengths(first.contentLength(), parts);
        return (equal.isPresent() && matches(equal.get())) || matches(askedLengths(first.contentLength(), parts));
    }

    /** Null if the store says that it does not know about parts. */
    private @Nullable HeadObjectResponse firstPart() throws RepositoryException, InterruptedException {
        try {
            return calls.head(object, 1);
        } catch (RepositoryException e) {
            if (e.getCause() instanceof AwsServiceException answer && answer.statusCode() == NOT_IMPLEMENTED) {
                return null;
            }
            throw e;
        }
    }

    private Optional<List<Long>> equalLengths(long length, int parts) {
        long last = object.bytes() - length * (parts - 1);
        if (last <= 0) {
            return Optional.empty();
        }
        List<Long> lengths = new ArrayList<>(Collections.nCopies(parts - 1, length));
        lengths.add(last);
        return Optional.of(lengths);
    }

    private List<Long> askedLengths(long first, int parts) throws RepositoryException, InterruptedException {
        List<Long> lengths = new ArrayList<>(List.of(first));
        for (int part = 2; part <= parts; part++) {
            lengths.add(calls.head(object, part).contentLength());
        }
        return lengths;
    }

    private boolean matches(List<Long> lengths) throws IOException, InterruptedException {
        RunningChecksum composite = expected.algorithm().start();
        long offset = 0;
        for (long length : lengths) {
            RunningChecksum part = expected.algorithm().start();
            FileDigest.read(file, offset, length, part);
            byte[] value = part.value();
            composite.update(value, 0, value.length);
            offset += length;
        }
        return offset == object.bytes() && expected.matches(composite.value());
    }
}
