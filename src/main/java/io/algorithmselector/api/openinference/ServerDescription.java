package io.algorithmselector.api.openinference;

import java.util.List;

/** What the server says of itself, on both transports. */
final class ServerDescription {
    static final String NAME = "algorithm-selector";

    /** What every model's platform is. */
    static final String PLATFORM = "tensorflow_savedmodel";

    /** Exactly those that work, by the protocol's and Triton's names. */
    static final List<String> EXTENSIONS =
            List.of("classification", "binary_tensor_data", "model_configuration", "model_repository", "statistics");

    /** Property of a model's metadata: the signature that inputs and outputs are shown of. */
    static final String SIGNATURE = "signature_name";

    /** Property of a model's metadata: the names of all signatures, by commas. */
    static final String SIGNATURES = "signatures";

    /** What Triton's TensorFlow backend calls the signature in a model's configuration. */
    static final String TRITON_SIGNATURE = "TF_SIGNATURE_DEF";

    private ServerDescription() {}
}
