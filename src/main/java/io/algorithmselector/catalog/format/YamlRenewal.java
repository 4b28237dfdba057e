package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.catalog.Transition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model's {@code pollInterval}, {@code marker} and {@code transition}. */
final class YamlRenewal {
    private final Diagnostics diagnostics;
    private final YamlValues values;

    YamlRenewal(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.values = new YamlValues(diagnostics);
    }

    Renewal read(YamlNode.Mapping model) throws CatalogueException {
        Duration interval = pollInterval(model.field("pollInterval"));
        String marker = marker(model.field("marker"));
        return new Renewal(interval, marker, transition(model.field("transition")));
    }

    private @Nullable Duration pollInterval(YamlNode.@Nullable Field field) throws CatalogueException {
        if (field == null) {
            return null;
        }
        String text = values.text("pollInterval", field.value());
        return diagnostics.at(field.line(), () -> {
            // nothing is nothing in every unit
            Duration interval = text.equals("0") ? Duration.ZERO : DurationText.parse("pollInterval", text);
            Renewal.requireInterval("pollInterval", interval);
            return interval;
        });
    }

    private @Nullable String marker(YamlNode.@Nullable Field field) throws CatalogueException {
        if (field == null) {
            return null;
        }
        String text = values.text("marker", field.value());
        diagnostics.check(field.line(), () -> Renewal.requireMarker(text));
        return text;
    }

    private Transition transition(YamlNode.@Nullable Field field) throws CatalogueException {
        if (field == null) {
            return Renewal.DEFAULT.transition();
        }
        String text = values.text("transition", field.value());
        return diagnostics.at(field.line(), () -> Transition.of(text));
    }
}
