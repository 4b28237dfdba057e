package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;

/** Where the elements of a declared tensor come from: raw bytes, typed fields of a message, JSON. */
@FunctionalInterface
interface TensorContents {
    /**
     * Reads the tensor. Called once, when the declaration is known to be what the signature takes.
     *
     * @param input its name
     * @param shape whose number of elements the contents are to have
     * @param budget what is to be taken from before anything is allocated; what is only viewed takes nothing
     * @return of exactly that type and shape
     * @throws io.algorithmselector.model.ServingException with {@code InvalidInput} that names the input if the contents are not
     *     exactly the elements that type and shape ask for
     */
    Tensor read(String input, Datatype type, Shape shape, ByteBudget budget);
}
