package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.CatalogueException;
import java.util.List;
import java.util.regex.Pattern;

/** Takes a node for what it must be, or says what it is instead. */
record YamlValues(Diagnostics diagnostics) {
    /** Decimal, without leading zeros: no reader of the file takes it for anything else. */
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]*)");

    YamlNode.Mapping mapping(String what, YamlNode node) throws CatalogueException {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        throw other(what, "a mapping", node);
    }

    /** A mapping of known keys. */
    YamlNode.Mapping mapping(String what, YamlNode node, List<String> keys) throws CatalogueException {
        YamlNode.Mapping mapping = mapping(what, node);
        for (var field : mapping.fields().entrySet()) {
            if (!keys.contains(field.getKey())) {
                throw diagnostics.invalid(
                        field.getValue().line(),
                        "unknown key '" + field.getKey() + "' in " + what + "; the keys are "
                                + String.join(", ", keys));
            }
        }
        return mapping;
    }

    List<YamlNode> sequence(String what, YamlNode node) throws CatalogueException {
        if (node instanceof YamlNode.Sequence(var _, List<YamlNode> items)) {
            return items;
        }
        throw other(what, "a list", node);
    }

    String text(String what, YamlNode node) throws CatalogueException {
        if (node instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
            return scalar.text();
        }
        throw other(what, "a text", node);
    }

    long integer(String what, YamlNode node) throws CatalogueException {
        if (node instanceof YamlNode.Scalar scalar
                && scalar.plain()
                && INTEGER.matcher(scalar.text()).matches()) {
            try {
                return Long.parseLong(scalar.text());
            } catch (NumberFormatException e) {
                throw diagnostics.invalid(node.line(), what + " is " + scalar.text() + ", beyond 64 bits");
            }
        }
        throw other(what, "an integer", node);
    }

    int integer(String what, YamlNode node, int least, int most) throws CatalogueException {
        long value = integer(what, node);
        if (value < least || value > most) {
            throw diagnostics.invalid(node.line(), what + " is " + value + ", not from " + least + " to " + most);
        }
        return (int) value;
    }

    private CatalogueException other(String what, String expected, YamlNode node) {
        return diagnostics.invalid(node.line(), what + " must be " + expected + ", not " + node.kind());
    }
}
