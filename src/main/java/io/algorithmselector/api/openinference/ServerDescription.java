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

    private ServerDescription() {}
}
