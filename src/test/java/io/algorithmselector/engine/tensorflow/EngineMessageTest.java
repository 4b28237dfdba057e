package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineMessageTest {
    @Test
    void shorten_withANode_keepsTheFirstLineAndNamesIt() {
        assertThat(EngineMessage.shorten("indices[0] = 5 is not in [0, 3)\n\t [[{{node model/Gather}}]]"))
                .isEqualTo("indices[0] = 5 is not in [0, 3) (node model/Gather)");
    }

    @Test
    void shorten_ofOneLine_isThatLine() {
        assertThat(EngineMessage.shorten("Session has been closed.")).isEqualTo("Session has been closed.");
    }

    @Test
    void shorten_insideAFunction_leavesTheFunctionOut() {
        assertThat(EngineMessage.shorten(
                        "{{function_node __inference_f_12}} assertion failed: [no]\n\t [[{{node Assert}}]]"))
                .isEqualTo("assertion failed: [no] (node Assert)");
    }

    @Test
    void shorten_ofSeveralErrors_isTheFirstOfThem() {
        assertThat(EngineMessage.shorten("2 root error(s) found.\n  (0) INVALID_ARGUMENT: bad\n\t [[{{node a}}]]\n"
                        + "  (1) INVALID_ARGUMENT: worse\n\t [[{{node b}}]]\n0 successful operations."))
                .isEqualTo("(0) INVALID_ARGUMENT: bad (node a)");
    }

    @Test
    void shorten_ofALongLine_fitsAHeader() {
        assertThat(EngineMessage.shorten("x".repeat(100_000))).hasSizeLessThan(1100);
    }

    @Test
    void shorten_ofNothing_isEmpty() {
        assertThat(EngineMessage.shorten("")).isEmpty();
    }
}
