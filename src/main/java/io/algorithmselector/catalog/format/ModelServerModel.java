package io.algorithmselector.catalog.format;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.algorithmselector.catalog.BasePath;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tensorflow.serving.FileSystemStoragePathSource.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import tensorflow.serving.ModelServerConfigOuterClass;
import tensorflow.serving.ModelServerConfigOuterClass.ModelType;

/**
 * One {@code ModelConfig} of a {@code models.config}. What would change answers here against those of TensorFlow Serving is
 * refused; what cannot is ignored.
 *
 * @param line where the model begins
 */
record ModelServerModel(String folder, Diagnostics diagnostics, int line) {
    private static final String PLATFORM = "tensorflow";

    /** @param fields the same message by its descriptors, where entries of a map that have one key can still be told apart */
    ModelConfig read(Message fields, ModelServerConfigOuterClass.ModelConfig config) throws CatalogueException {
        diagnostics.check(line, () -> ModelConfig.requireName(config.getName()));
        ModelServerModel model = new ModelServerModel(folder, diagnostics.ofModel(config.getName()), line);
        return model.readNamed(fields, config);
    }

    private ModelConfig readNamed(Message fields, ModelServerConfigOuterClass.ModelConfig config)
            throws CatalogueException {
        requireTensorFlow(config);
        requireNoRequestLog(config);
        SequencedMap<String, Long> labels = labels(fields, config);
        return diagnostics.at(
                line,
                () -> new ModelConfig(
                        config.getName(),
                        BasePath.resolve(basePath(config), folder),
                        policy(config.getModelVersionPolicy()),
                        labels,
                        null,
                        EngineOptions.DEFAULT));
    }

    private static String basePath(ModelServerConfigOuterClass.ModelConfig config) {
        if (config.getBasePath().isEmpty()) {
            throw new IllegalArgumentException("base_path is missing");
        }
        return config.getBasePath();
    }

    @SuppressWarnings("deprecation") // model_type is deprecated, and old files say it still
    private void requireTensorFlow(ModelServerConfigOuterClass.ModelConfig config) throws CatalogueException {
        String platform = config.getModelPlatform();
        if (!platform.isEmpty() && !platform.equals(PLATFORM)) {
            throw diagnostics.invalid(line, "model_platform is '" + platform + "'; only " + PLATFORM + " is served");
        }
        if (config.getModelTypeValue() > ModelType.TENSORFLOW_VALUE) {
            throw diagnostics.invalid(line, "model_type is not TENSORFLOW; only that is served");
        }
    }

    /**
     * A log of requests may be somebody's record: it must not stop without a word. One that samples nothing never had
     * anything to say.
     */
    private void requireNoRequestLog(ModelServerConfigOuterClass.ModelConfig config) throws CatalogueException {
        if (config.getLoggingConfig().getSamplingConfig().getSamplingRate() != 0) {
            throw diagnostics.invalid(
                    line, "logging_config asks for a log of requests, which this server does not write; remove it");
        }
    }

    private SequencedMap<String, Long> labels(Message fields, ModelServerConfigOuterClass.ModelConfig config)
            throws CatalogueException {
        SequencedMap<String, Long> labels = new TreeMap<>(config.getVersionLabelsMap());
        FieldDescriptor entries = fields.getDescriptorForType()
                .findFieldByNumber(ModelServerConfigOuterClass.ModelConfig.VERSION_LABELS_FIELD_NUMBER);
        if (fields.getRepeatedFieldCount(entries) > labels.size()) {
            throw diagnostics.invalid(line, "version_labels has a label twice");
        }
        return labels;
    }

    /** @throws IllegalArgumentException that says what is wrong */
    private static VersionPolicy policy(ServableVersionPolicy policy) {
        return switch (policy.getPolicyChoiceCase()) {
            case ALL -> new VersionPolicy.All();
            case LATEST -> latest(policy.getLatest().getNumVersions());
            case SPECIFIC ->
                new VersionPolicy.Specific(new TreeSet<>(policy.getSpecific().getVersionsList()));
            case POLICYCHOICE_NOT_SET -> VersionPolicy.DEFAULT;
        };
    }

    /** @param count an unsigned number; 0, which is what a file that leaves it out says, means 1 */
    private static VersionPolicy latest(int count) {
        return new VersionPolicy.Latest(count == 0 ? 1 : count < 0 ? Integer.MAX_VALUE : count);
    }
}
