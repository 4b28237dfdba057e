package io.algorithmselector.bootstrap;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/**
 * Has the values of our settings checked where the configuration is read, as those that do not convert are: before anything is
 * started that needs them. Whatever is wrong is told at once, and the process ends with code 1. Named in {@code META-INF/services}.
 */
public final class SettingsValidation implements SmallRyeConfigBuilderCustomizer {
    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withValidator(SettingsValidation::validate);
    }

    private static void validate(Class<?> mapping, String prefix, Object settings) {
        if (settings instanceof SelectorSettings ours) {
            Problem[] problems =
                    SettingsCheck.problems(ours).stream().map(Problem::new).toArray(Problem[]::new);
            if (problems.length > 0) {
                throw new ConfigValidationException(problems);
            }
        }
    }
}
