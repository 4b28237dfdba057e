package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A catalogue in YAML: {@code models}, and below it each model by its name.
 *
 * @param folder what relative base paths are relative to
 */
record YamlFormat(String folder, Diagnostics diagnostics) {
    private static final String MODELS = "models";

    Catalogue parse(String text) throws CatalogueException {
        YamlNode root = new YamlParser(text, diagnostics).parse();
        if (root instanceof YamlNode.Scalar scalar && scalar.isNull()) {
            throw diagnostics.invalid(root.line(), "it is empty");
        }
        YamlValues values = new YamlValues(diagnostics);
        YamlNode.Field models =
                values.mapping("the catalogue", root, List.of(MODELS)).field(MODELS);
        if (models == null) {
            throw diagnostics.invalid(root.line(), "models is missing; {models: {}} serves nothing");
        }
        return Catalogue.of(models(values.mapping(MODELS, models.value())));
    }

    private List<ModelConfig> models(YamlNode.Mapping entries) throws CatalogueException {
        List<ModelConfig> models = new ArrayList<>();
        for (var entry : entries.fields().entrySet()) {
            String name = entry.getKey();
            YamlNode.Field field = entry.getValue();
            diagnostics.check(field.line(), () -> ModelConfig.requireName(name));
            models.add(new YamlModel(name, folder, diagnostics.ofModel(name)).read(field));
        }
        return models;
    }
}
