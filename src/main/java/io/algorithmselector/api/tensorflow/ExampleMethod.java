package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import org.jspecify.annotations.Nullable;

/**
 * The two methods whose input is a list of {@code tensorflow.Example}s. What a signature must look like for each, and what is said if
 * it does not, is TensorFlow Serving's ({@code classifier.cc}, {@code regressor.cc}).
 */
enum ExampleMethod {
    CLASSIFY(Signature.CLASSIFY, "classification") {
        @Override
        void requireOutputs(Signature signature) {
            int outputs = signature.outputs().size();
            if (outputs != 1 && outputs != 2) {
                throw ServingException.invalidInput("Expected one or two output Tensors, found " + outputs);
            }
            if (!signature.outputs().containsKey(CLASSES)
                    && !signature.outputs().containsKey(SCORES)) {
                throw unsuited("Expected classification signature outputs to contain at least one of \"" + CLASSES
                        + "\" or \"" + SCORES + "\". Signature was: " + signature.name());
            }
        }
    },
    REGRESS(Signature.REGRESS, "regression") {
        @Override
        void requireOutputs(Signature signature) {
            if (signature.outputs().size() != 1) {
                throw ServingException.invalidInput("Expected one output Tensor.");
            }
            if (!signature.outputs().containsKey(OUTPUTS)) {
                throw unsuited("No regression outputs found in SignatureDef: " + signature.name());
            }
        }
    };

    /** The one input: serialised examples. */
    static final String INPUTS = "inputs";

    static final String CLASSES = "classes";
    static final String SCORES = "scores";
    static final String OUTPUTS = "outputs";

    private final String methodName;
    private final String kind;

    ExampleMethod(String methodName, String kind) {
        this.methodName = methodName;
        this.kind = kind;
    }

    /** The one of that method name, such as {@code tensorflow/serving/classify}; null if there is none. */
    static @Nullable ExampleMethod named(String methodName) {
        for (ExampleMethod method : values()) {
            if (method.methodName.equals(methodName)) {
                return method;
            }
        }
        return null;
    }

    /**
     * @throws ServingException with {@code InvalidInput} if the signature is not for this method, with code
     *     FAILED_PRECONDITION if its inputs or outputs have other names
     */
    void require(Signature signature) {
        if (!signature.method().equals(methodName)) {
            throw ServingException.invalidInput(
                    "Expected " + kind + " signature method_name to be " + methodName + ". Was: " + signature.method());
        }
        if (signature.inputs().size() != 1) {
            throw ServingException.invalidInput("Expected one input Tensor.");
        }
        if (!signature.inputs().containsKey(INPUTS)) {
            throw unsuited("No " + kind + " inputs found in SignatureDef: " + signature.name());
        }
        requireOutputs(signature);
    }

    abstract void requireOutputs(Signature signature);

    /** The request may be right: it is the model that cannot do this. */
    static ServingException unsuited(String message) {
        return new ServingException(new Failure.EngineFailed(ErrorCode.FAILED_PRECONDITION, message));
    }
}
