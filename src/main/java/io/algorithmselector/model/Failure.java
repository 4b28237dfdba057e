package io.algorithmselector.model;

/**
 * Why a request cannot be answered, in no protocol's terms. Each protocol turns these into its own status and words in one
 * exhaustive switch.
 */
public sealed interface Failure {
    /** A sentence that names the offending thing, for logs and for protocols without words of their own. */
    String message();

    /** No such model in the catalogue. */
    record ModelNotFound(String model) implements Failure {
        @Override
        public String message() {
            return "model " + model + " is not in the catalogue";
        }
    }

    /** The model is in the catalogue; no version of that number is known. */
    record VersionNotFound(String model, long version) implements Failure {
        @Override
        public String message() {
            return "model " + model + " has no version " + version;
        }
    }

    /** The version is known but does not answer now: it is loading, unloading, or has failed. */
    record VersionNotAvailable(String model, long version, String state) implements Failure {
        @Override
        public String message() {
            return "version " + version + " of model " + model + " is " + state;
        }
    }

    /** The catalogue gives the model no such label. */
    record LabelNotFound(String model, String label) implements Failure {
        @Override
        public String message() {
            return "model " + model + " has no label " + label;
        }
    }

    /** The label's version has not become available yet, and no earlier one answers for it. */
    record LabelNotAvailable(String model, String label, long version) implements Failure {
        @Override
        public String message() {
            return "label " + label + " of model " + model + " points at version " + version
                    + ", which is not available";
        }
    }

    /** The model is in the catalogue and no version that could answer the request is available. */
    record NothingAvailable(String model) implements Failure {
        @Override
        public String message() {
            return "no version of model " + model + " is available";
        }
    }

    record SignatureNotFound(String model, long version, String signature) implements Failure {
        @Override
        public String message() {
            return "version " + version + " of model " + model + " has no signature " + signature;
        }
    }

    /** The request itself is wrong: syntax, names, types, shapes, values. */
    record InvalidInput(String message) implements Failure {}

    /** The request is larger than {@code limit} bytes. */
    record TooLarge(long limit) implements Failure {
        @Override
        public String message() {
            return "the request is larger than " + limit + " bytes";
        }
    }

    /** The request is understood, and this server does not let it be done. */
    record PermissionDenied(String message) implements Failure {}

    /** The caller's deadline has passed, or the engine ran into the model's time limit. */
    record DeadlineExceeded(String message) implements Failure {}

    /** The server cannot answer now but may soon: it is starting or shutting down. */
    record Unavailable(String message) implements Failure {}

    /** The server is at a limit of its own, such as memory: what it was asked for may do another time. */
    record AtLimit(String message) implements Failure {}

    /** This server does not do that, and a changed value would not help. */
    record Unsupported(String message) implements Failure {}

    /** The engine refused or failed. */
    record EngineFailed(ErrorCode code, String message) implements Failure {}

    /** A defect of this server; the details are in its log. */
    record Internal(String message) implements Failure {}
}
