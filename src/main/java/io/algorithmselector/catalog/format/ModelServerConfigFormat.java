package io.algorithmselector.catalog.format;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tensorflow.serving.ModelServerConfigOuterClass;
import tensorflow.serving.ModelServerConfigOuterClass.ModelServerConfig;

/**
 * TensorFlow Serving's {@code models.config}: a {@code tensorflow.serving.ModelServerConfig} as text protobuf
 * (model_server_config.proto, read as strictly as TensorFlow Serving itself does).
 *
 * @param folder what relative base paths are relative to
 */
record ModelServerConfigFormat(String folder, Diagnostics diagnostics) {
    private static final Pattern PLACE = Pattern.compile("^[0-9]+:[0-9]+: ");
    private static final Pattern UNKNOWN_FIELD = Pattern.compile("^[0-9]+:[0-9]+:\\t(\\S+)", Pattern.MULTILINE);

    private static final FieldDescriptor LIST =
            field(ModelServerConfig.getDescriptor(), ModelServerConfig.MODEL_CONFIG_LIST_FIELD_NUMBER);
    private static final FieldDescriptor CONFIG = field(
            ModelServerConfigOuterClass.ModelConfigList.getDescriptor(),
            ModelServerConfigOuterClass.ModelConfigList.CONFIG_FIELD_NUMBER);
    private static final FieldDescriptor CUSTOM =
            field(ModelServerConfig.getDescriptor(), ModelServerConfig.CUSTOM_MODEL_CONFIG_FIELD_NUMBER);

    Catalogue parse(String text) throws CatalogueException {
        TextFormatParseInfoTree.Builder lines = TextFormatParseInfoTree.builder();
        Message server = merge(text, lines);
        return read(server, lines.build());
    }

    /** From a message as a request carries it, where nothing stands on a line. */
    Catalogue read(ModelServerConfig message) throws CatalogueException {
        try {
            Message server = DynamicMessage.parseFrom(ModelServerConfig.getDescriptor(), message.toByteString());
            return read(server, TextFormatParseInfoTree.builder().build());
        } catch (InvalidProtocolBufferException e) {
            throw diagnostics.invalid(0, "not a ModelServerConfig: " + e.getMessage());
        }
    }

    private Catalogue read(Message server, TextFormatParseInfoTree tree) throws CatalogueException {
        if (server.hasField(CUSTOM)) {
            throw diagnostics.invalid(
                    line(tree.getLocations(CUSTOM), 0),
                    "custom_model_config needs a source compiled into TensorFlow Serving; use model_config_list");
        }
        if (!server.hasField(LIST)) {
            throw diagnostics.invalid(0, "model_config_list is missing; model_config_list {} serves nothing");
        }
        TextFormatParseInfoTree lines = tree.getLocations(LIST).isEmpty() ? tree : tree.getNestedTree(LIST, 0);
        return Catalogue.of(models((Message) server.getField(LIST), lines));
    }

    /** Into a message of descriptors, not of the generated class, whose fields TextFormat would look up by reflection. */
    private Message merge(String text, TextFormatParseInfoTree.Builder lines) throws CatalogueException {
        DynamicMessage.Builder server = DynamicMessage.newBuilder(ModelServerConfig.getDescriptor());
        try {
            TextFormat.Parser.newBuilder()
                    .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
                    .setParseInfoTreeBuilder(lines)
                    .build()
                    .merge(text, server);
        } catch (TextFormat.ParseException e) {
            throw diagnostics.invalid(Math.max(e.getLine(), 0), "not a ModelServerConfig: " + reason(e));
        }
        return server.build();
    }

    /** Protobuf's words, without the place that begins them, and the first only of a list of unknown fields. */
    private static String reason(TextFormat.ParseException e) {
        String message = String.valueOf(e.getMessage());
        Matcher unknown = UNKNOWN_FIELD.matcher(message);
        return unknown.find()
                ? "there is no field " + unknown.group(1)
                : PLACE.matcher(message).replaceFirst("");
    }

    private List<ModelConfig> models(Message list, TextFormatParseInfoTree lines) throws CatalogueException {
        List<ModelConfig> models = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < list.getRepeatedFieldCount(CONFIG); i++) {
            int line = line(lines.getLocations(CONFIG), i);
            Message config = (Message) list.getRepeatedField(CONFIG, i);
            ModelConfig model = new ModelServerModel(folder, diagnostics, line).read(config, typed(config, line));
            if (!names.add(model.name())) {
                throw diagnostics.invalid(line, "a second model is named '" + model.name() + "'");
            }
            models.add(model);
        }
        return models;
    }

    private ModelServerConfigOuterClass.ModelConfig typed(Message config, int line) throws CatalogueException {
        try {
            return ModelServerConfigOuterClass.ModelConfig.parseFrom(config.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw diagnostics.invalid(line, "not a ModelConfig: " + e.getMessage());
        }
    }

    /** Elements written as {@code [{…}, {…}]} have one place together. */
    private static int line(List<TextFormatParseLocation> places, int index) {
        return places.isEmpty()
                ? 0
                : places.get(Math.min(index, places.size() - 1)).getLine() + 1;
    }

    private static FieldDescriptor field(Descriptor message, int number) {
        FieldDescriptor field = message.findFieldByNumber(number);
        if (field == null) {
            throw new IllegalStateException(message.getFullName() + " has no field " + number);
        }
        return field;
    }
}
