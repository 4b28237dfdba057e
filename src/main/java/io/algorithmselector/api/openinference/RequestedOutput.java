package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ServingException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An output that a request asks for. */
record RequestedOutput(String name, InferParameters parameters) {
    /**
     * The names of those asked for; whether the signature has them is still to be seen.
     *
     * @throws ServingException with {@code InvalidInput} if one is there twice
     */
    static Set<String> names(List<RequestedOutput> outputs) {
        Set<String> names = new LinkedHashSet<>();
        for (RequestedOutput output : outputs) {
            if (!names.add(output.name())) {
                throw ServingException.invalidInput("output " + Echo.of(output.name()) + " is asked for twice");
            }
        }
        return names;
    }
}
