package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.CatalogueException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML document as a tree of {@link YamlNode}s. Built on SnakeYAML's events, where anchors, aliases and tags can
 * still be seen: they are refused, so the tree is no larger than the text and names no class. For one document.
 */
final class YamlParser {
    /** A catalogue is four levels deep. */
    private static final int DEEPEST = 16;

    private final String text;
    private final Diagnostics diagnostics;
    private final Parser events;

    YamlParser(String text, Diagnostics diagnostics) {
        this.text = text;
        this.diagnostics = diagnostics;
        this.events = new ParserImpl(new StreamReader(text), new LoaderOptions());
    }

    YamlNode parse() throws CatalogueException {
        try {
            return document();
        } catch (MarkedYAMLException e) {
            throw diagnostics.invalid(line(e.getProblemMark()), "not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            throw diagnostics.invalid(
                    lineAt(e.getPosition()), "not YAML: the character U+%04X".formatted(e.getCodePoint()));
        } catch (YAMLException e) {
            throw diagnostics.invalid(0, "not YAML: " + e.getMessage());
        }
    }

    private YamlNode document() throws CatalogueException {
        events.getEvent(); // the stream's start
        if (!events.getEvent().is(Event.ID.DocumentStart)) {
            throw diagnostics.invalid(0, "it holds nothing but comments");
        }
        YamlNode root = node(events.getEvent(), 1);
        events.getEvent(); // the document's end
        Event next = events.getEvent();
        if (!next.is(Event.ID.StreamEnd)) {
            throw diagnostics.invalid(line(next), "a second document begins; a catalogue is one");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) throws CatalogueException {
        requireNoAnchor(event);
        if (event instanceof ScalarEvent scalar) {
            requireNoTag(event, scalar.getTag());
            return new YamlNode.Scalar(line(event), scalar.getValue(), scalar.isPlain());
        }
        if (event instanceof CollectionStartEvent start) {
            requireNoTag(event, start.getTag());
        }
        if (depth > DEEPEST) {
            throw diagnostics.invalid(line(event), "it is nested more than " + DEEPEST + " deep");
        }
        return event.is(Event.ID.SequenceStart) ? sequence(event, depth) : mapping(event, depth);
    }

    private YamlNode sequence(Event start, int depth) throws CatalogueException {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.getEvent(); !event.is(Event.ID.SequenceEnd); event = events.getEvent()) {
            items.add(node(event, depth + 1));
        }
        return new YamlNode.Sequence(line(start), items);
    }

    private YamlNode mapping(Event start, int depth) throws CatalogueException {
        SequencedMap<String, YamlNode.Field> fields = new LinkedHashMap<>();
        for (Event event = events.getEvent(); !event.is(Event.ID.MappingEnd); event = events.getEvent()) {
            String key = key(node(event, depth + 1));
            YamlNode.Field field = new YamlNode.Field(line(event), node(events.getEvent(), depth + 1));
            YamlNode.Field earlier = fields.putIfAbsent(key, field);
            if (earlier != null) {
                throw diagnostics.invalid(
                        field.line(), "the key '" + key + "' stands twice, first in line " + earlier.line());
            }
        }
        return new YamlNode.Mapping(line(start), fields);
    }

    private String key(YamlNode node) throws CatalogueException {
        if (node instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
            return scalar.text();
        }
        throw diagnostics.invalid(node.line(), "a key must be a text, not " + node.kind());
    }

    private void requireNoAnchor(Event event) throws CatalogueException {
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            String sign = event instanceof AliasEvent ? "the alias *" : "the anchor &";
            throw diagnostics.invalid(
                    line(event), sign + node.getAnchor() + ": a catalogue has no anchors and aliases");
        }
    }

    private void requireNoTag(Event event, @Nullable String tag) throws CatalogueException {
        if (tag != null) {
            throw diagnostics.invalid(line(event), "the tag " + tag + ": a catalogue has no tags");
        }
    }

    private static int line(Event event) {
        return line(event.getStartMark());
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }

    private int lineAt(int codePoint) {
        return (int) text.codePoints().limit(codePoint).filter(c -> c == '\n').count() + 1;
    }
}
