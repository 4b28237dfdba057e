package io.algorithmselector.administration;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.Collection;

/** The parameters of Triton's requests to load and unload a model, by their names. Pure. */
public final class RepositoryParameters {
    private static final String CONFIG = "config";
    private static final String FILE_PREFIX = "file:";
    private static final String UNLOAD_DEPENDENTS = "unload_dependents";

    private RepositoryParameters() {}

    /**
     * There is none that a load may have: a model's configuration and its files come from the catalogue and the repository, and
     * from nowhere else.
     *
     * @throws ServingException that names the parameter: {@code Unsupported} for those that Triton knows, else
     *     {@code InvalidInput}
     */
    public static void requireForLoad(Collection<String> names) {
        for (String name : names) {
            if (name.equals(CONFIG) || name.startsWith(FILE_PREFIX)) {
                throw new ServingException(new Failure.Unsupported("the load parameter '" + name
                        + "' is not supported: models are loaded as the catalogue and the repository have them"));
            }
            throw unknown("load", name);
        }
    }

    /**
     * {@code unload_dependents} is taken, and changes nothing: no model here is made of others.
     *
     * @throws ServingException with {@code InvalidInput} that names a parameter that there is not
     */
    public static void requireForUnload(Collection<String> names) {
        for (String name : names) {
            if (!name.equals(UNLOAD_DEPENDENTS)) {
                throw unknown("unload", name);
            }
        }
    }

    private static ServingException unknown(String request, String name) {
        return ServingException.invalidInput("unexpected parameter '" + name + "' of the " + request + " request");
    }
}
