package io.algorithmselector.repository;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chooses the adapter by the scheme of the base path; a path without a scheme belongs to {@code file}. */
public final class RepositoriesByScheme implements ModelRepositories {
    // At least two letters, so that a drive of Windows is no scheme.
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

    private final Map<String, ModelRepositories> adapters;

    /** @param adapters by scheme in lower case, without the colon */
    public RepositoriesByScheme(Map<String, ModelRepositories> adapters) {
        this.adapters = Map.copyOf(adapters);
    }

    @Override
    public ModelRepository open(String basePath) {
        Matcher matcher = SCHEME.matcher(basePath);
        String scheme = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "file";
        @Nullable ModelRepositories adapter = adapters.get(scheme);
        if (adapter == null) {
            throw new IllegalArgumentException("base path " + basePath + " has the scheme '" + scheme
                    + "', which is none of " + new TreeSet<>(adapters.keySet()));
        }
        return adapter.open(basePath);
    }
}
