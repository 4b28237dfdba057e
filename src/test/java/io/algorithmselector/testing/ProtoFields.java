package io.algorithmselector.testing;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a protocol's messages and services look like, as text to compare. */
public final class ProtoFields {
    private ProtoFields() {}

    /** Such as {@code 1 name string, 3 shape repeated int64, 4 parameters map<string, InferParameter>}, by number. */
    public static String of(Descriptor message) {
        return message.getFields().stream()
                .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
                .map(field -> field.getNumber() + " " + field.getName() + " " + label(field))
                .collect(Collectors.joining(", "));
    }

    private static String label(FieldDescriptor field) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            return "map<" + type(entry.findFieldByNumber(1)) + ", " + type(entry.findFieldByNumber(2)) + ">";
        }
        return (field.isRepeated() ? "repeated " : "") + type(field);
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getName();
            case ENUM -> field.getEnumType().getName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    /** The names of a service's methods, one that streams both ways with a star, in the order of the names. */
    public static String of(ServiceDescriptor service) {
        return service.getMethods().stream()
                .map(method -> method.getName() + (streams(method) ? "*" : ""))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean streams(MethodDescriptor method) {
        return method.isClientStreaming() && method.isServerStreaming();
    }
}
