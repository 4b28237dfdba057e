package io.algorithmselector.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tensorflow.serving.FileSystemStoragePathSource.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import tensorflow.serving.ModelServerConfigOuterClass;
import tensorflow.serving.ModelServerConfigOuterClass.ModelConfigList;
import tensorflow.serving.ModelServerConfigOuterClass.ModelServerConfig;

/** The same rules as for a file, for what a request brings. */
final class ModelServerConfigMessageTest {
    private static ModelServerConfigOuterClass.ModelConfig.Builder model(String name) {
        return ModelServerConfigOuterClass.ModelConfig.newBuilder()
                .setName(name)
                .setBasePath("models/" + name)
                .setModelPlatform("tensorflow");
    }

    private static Catalogue read(ModelConfigList.Builder list) throws CatalogueException {
        return read(ModelServerConfig.newBuilder().setModelConfigList(list).build());
    }

    private static Catalogue read(ModelServerConfig config) throws CatalogueException {
        return CatalogueFormat.read("request", "/srv", config);
    }

    @Test
    void read_list_isTheCatalogue() throws CatalogueException {
        ServableVersionPolicy policy = ServableVersionPolicy.newBuilder()
                .setSpecific(ServableVersionPolicy.Specific.newBuilder()
                        .addVersions(1)
                        .addVersions(2))
                .build();
        Catalogue catalogue = read(ModelConfigList.newBuilder()
                .addConfig(model("m").setModelVersionPolicy(policy).putVersionLabels("stable", 1))
                .addConfig(model("n")));
        assertThat(catalogue.models()).containsOnlyKeys("m", "n");
        ModelConfig m = Objects.requireNonNull(catalogue.models().get("m"));
        assertThat(m.basePath()).isEqualTo("/srv/models/m");
        assertThat(m.versions()).isEqualTo(new VersionPolicy.Specific(new TreeSet<>(Set.of(1L, 2L))));
        assertThat(m.labels()).containsEntry("stable", 1L);
    }

    @Test
    void read_emptyList_isEmpty() throws CatalogueException {
        assertThat(read(ModelConfigList.newBuilder()).models()).isEmpty();
    }

    @Test
    void read_noList_isRefused() {
        assertThatThrownBy(() -> read(ModelServerConfig.getDefaultInstance()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("model_config_list is missing");
        assertThatThrownBy(() -> read(ModelServerConfig.newBuilder()
                        .setCustomModelConfig(Any.getDefaultInstance())
                        .build()))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("custom_model_config");
    }

    @Test
    void read_whatAFileMayNotSay_isRefusedByName() {
        assertThatThrownBy(() ->
                        read(ModelConfigList.newBuilder().addConfig(model("m").setModelPlatform("other"))))
                .isInstanceOf(CatalogueException.class)
                .hasMessage("catalogue request: model m: model_platform is 'other'; only tensorflow is served");
        assertThatThrownBy(() ->
                        read(ModelConfigList.newBuilder().addConfig(model("m")).addConfig(model("m"))))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("a second model is named 'm'");
    }
}
