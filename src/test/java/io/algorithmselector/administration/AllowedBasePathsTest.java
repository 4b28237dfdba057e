package io.algorithmselector.administration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AllowedBasePathsTest {
    @TempDir
    Path folder;

    private Path models;
    private Path secret;

    AllowedBasePathsTest() {
        models = Path.of("");
        secret = models;
    }

    @BeforeEach
    void folders() throws IOException {
        models = Files.createDirectories(folder.resolve("models"));
        secret = Files.createDirectories(folder.resolve("secret"));
    }

    private boolean underModels(Path path) {
        return AllowedBasePaths.contain(List.of("/elsewhere", models.toString()), path.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/models,       s3://b/models,              true",
        "s3://b/models,       s3://b/models/m,            true",
        "s3://b/models,       s3://b/models/a/b,          true",
        "s3://b,              s3://b,                     true",
        "s3://b,              s3://b/anything,            true",
        "s3://b/models,       s3://b,                     false",
        "s3://b/models,       s3://b/models-private,      false",
        "s3://b/models,       s3://b/model,               false",
        "s3://b/models,       s3://b/Models/m,            false",
        "s3://b/models,       s3://bb/models/m,           false",
        "s3://b,              s3://b-private,             false",
        "s3://b/models,       s3://b/models/../secret,    false",
        "s3://b/models,       s3://b/models/..,           false",
        "s3://b/models,       s3://b/models/./m,          false",
        "s3://b/models,       s3://b/models//m,           false",
        "s3://b/models,       s3://b/models/,             false",
        "s3://b/models,       /b/models,                  false",
        "s3://b/models,       S3://b/models,              false",
        "s3://b/models,       http://b/models,            false"
    })
    void contain_address_bySegments(String allowed, String address, boolean expected) {
        assertThat(AllowedBasePaths.contain(List.of(allowed), address)).isEqualTo(expected);
    }

    @Test
    void contain_path_bySegments() {
        assertThat(underModels(models)).isTrue();
        assertThat(underModels(models.resolve("m"))).as("need not exist").isTrue();
        assertThat(underModels(models.resolve("m/n/o"))).isTrue();
        assertThat(underModels(folder)).isFalse();
        assertThat(underModels(folder.resolve("models-private"))).isFalse();
        assertThat(underModels(secret)).isFalse();
    }

    @Test
    void contain_pathThatGoesUp_lies_nowhere() {
        assertThat(underModels(models.resolve("../secret"))).isFalse();
        assertThat(underModels(models.resolve("m/../../secret"))).isFalse();
        assertThat(underModels(models.resolve("m/../n")))
                .as("not even if it comes back")
                .isFalse();
    }

    @Test
    void contain_noAbsolutePath_liesNowhere() {
        List<String> everything = List.of("/", "s3://b");
        assertThat(AllowedBasePaths.contain(everything, "models/m")).isFalse();
        assertThat(AllowedBasePaths.contain(everything, "")).isFalse();
        assertThat(AllowedBasePaths.contain(everything, "file:///models")).isFalse();
        assertThat(AllowedBasePaths.contain(everything, "/models/\0")).isFalse();
        assertThat(AllowedBasePaths.contain(everything, "/anything")).isTrue();
    }

    @Test
    void contain_linkThatLeadsOut_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(models.resolve("out"), secret);
        assertThat(underModels(link)).isFalse();
        assertThat(underModels(link.resolve("m"))).isFalse();
    }

    @Test
    void contain_linkThatStaysInside_isAllowed() throws IOException {
        Files.createDirectories(models.resolve("m"));
        Path link = Files.createSymbolicLink(models.resolve("alias"), models.resolve("m"));
        assertThat(underModels(link)).isTrue();
        assertThat(underModels(link.resolve("not-there"))).isTrue();
    }

    @Test
    void contain_allowedPathIsItselfALink_isFollowedOnBothSides() throws IOException {
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted"), models);
        assertThat(AllowedBasePaths.contain(
                        List.of(mounted.toString()), mounted.resolve("m").toString()))
                .isTrue();
        assertThat(AllowedBasePaths.contain(
                        List.of(mounted.toString()), models.resolve("m").toString()))
                .as("only as it is written")
                .isFalse();
    }

    @Test
    void contain_linkThatLeadsNowhereYet_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(models.resolve("later"), folder.resolve("not-there"));
        assertThat(underModels(link)).isFalse();
        assertThat(underModels(link.resolve("m"))).isFalse();
    }

    @Test
    void contain_nothingAllowed_isRefused() {
        assertThat(AllowedBasePaths.contain(List.of(), models.toString())).isFalse();
    }
}
