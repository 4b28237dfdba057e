package io.algorithmselector.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryParametersTest {
    private static Failure refusal(ThrowingCallable call) {
        return catchThrowableOfType(ServingException.class, call).failure();
    }

    @Test
    void none_isFine() {
        assertThatCode(() -> RepositoryParameters.requireForLoad(List.of())).doesNotThrowAnyException();
        assertThatCode(() -> RepositoryParameters.requireForUnload(List.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "file:1/saved_model.pb", "file:"})
    void load_whatTritonKnows_isUnsupportedByName(String name) {
        assertThat(refusal(() -> RepositoryParameters.requireForLoad(List.of(name))))
                .isInstanceOf(Failure.Unsupported.class)
                .extracting(Failure::message)
                .asString()
                .contains("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Config", "files", "unload_dependents", ""})
    void load_whatNobodyKnows_isInvalidByName(String name) {
        assertThat(refusal(() -> RepositoryParameters.requireForLoad(List.of(name))))
                .isEqualTo(new Failure.InvalidInput("unexpected parameter '" + name + "' of the load request"));
    }

    @Test
    void unload_dependents_isTaken_andNothingElse() {
        assertThatCode(() -> RepositoryParameters.requireForUnload(List.of("unload_dependents")))
                .doesNotThrowAnyException();
        assertThat(refusal(() -> RepositoryParameters.requireForUnload(List.of("unload_dependents", "config"))))
                .isEqualTo(new Failure.InvalidInput("unexpected parameter 'config' of the unload request"));
    }
}
