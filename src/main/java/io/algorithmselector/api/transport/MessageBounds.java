package io.algorithmselector.api.transport;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.algorithmselector.model.ServingException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks over a protobuf message's bytes before it is taken apart. Two bytes can become a hundred in the heap, as an empty message in a
 * list or a field that nobody knows; so it is counted what would be made, and a message that is nested too deeply, or has a list as
 * no honest one does, is refused. What is long but one piece (bytes, packed numbers) costs next to nothing to look over.
 * Thread-safe.
 *
 * <p>Wire format: <a href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev, Encoding</a>.
 */
final class MessageBounds {
    /** Elements of each list of the message itself, such as its inputs; as over REST. */
    static final int MOST_ELEMENTS = 10_000;
    /** Elements of each map of parameters, wherever it stands; as over REST. */
    static final int MOST_PARAMETERS = 256;
    /** Fields whose numbers nobody knows, in all; the parser needs microseconds for each. */
    static final int MOST_UNKNOWN = 10_000;
    /** Where the parser ends, too. */
    static final int MOST_LEVELS = 100;

    // Bytes of heap, rounded up from what was measured.
    private static final int MESSAGE = 40;
    private static final int PER_FIELD = 4;
    private static final int MAP_ENTRY = 56;
    private static final int TEXT = 40;
    private static final int UNKNOWN = 160;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int FIXED32 = 5;

    private final String type;
    private final Plan plan;

    private MessageBounds(String type, Plan plan) {
        this.type = type;
        this.plan = plan;
    }

    /** For messages of that type. Costs more than to use it: to be kept. */
    static MessageBounds of(Descriptor type) {
        return new MessageBounds(type.getName(), Plan.of(type, true, new HashMap<>()));
    }

    /**
     * How many bytes of heap the message takes when it has been taken apart, its own bytes not among them: roughly, and rather too
     * many than too few.
     *
     * @throws ServingException with {@code InvalidInput} if it is out of bounds, or no message at all; not all that is none is found
     */
    long heap(byte[] message) {
        Look look = new Look(message);
        look.message(plan, message.length, 0);
        return look.heap;
    }

    /** Says that the bytes are no message of the type. */
    ServingException invalid(String reason) {
        return ServingException.invalidInput("the message is no valid " + type + ": " + reason);
    }

    /** What is known of a type, by the numbers of its fields. */
    private static final class Plan {
        private final @Nullable Field[] fields;
        private final int limited;

        /** @param limited how many of the fields may have only so many values */
        private Plan(int last, int limited) {
            this.fields = new Field[last + 1];
            this.limited = limited;
        }

        static Plan of(Descriptor type, boolean top, Map<Descriptor, Plan> known) {
            int last = 0;
            int limited = 0;
            for (FieldDescriptor field : type.getFields()) {
                last = Math.max(last, field.getNumber());
                limited += Field.most(field, top) < Integer.MAX_VALUE ? 1 : 0;
            }
            Plan plan = new Plan(last, limited);
            if (!top) {
                known.put(type, plan); // before its fields: types may contain themselves
            }
            int counter = 0;
            for (FieldDescriptor field : type.getFields()) {
                plan.fields[field.getNumber()] = Field.of(field, top, counter, known);
                counter += Field.most(field, top) < Integer.MAX_VALUE ? 1 : 0;
            }
            return plan;
        }

        @Nullable
        Field field(int number) {
            return number < fields.length ? fields[number] : null;
        }
    }

    /**
     * One field.
     *
     * @param wire the wire type of one value
     * @param packable whether many values may come in one piece
     * @param cost of one value: bytes of heap
     * @param most values that it may have, counted in {@code counter}
     * @param nested what is in it, if it is a message
     */
    private record Field(
            String name,
            int wire,
            boolean packable,
            int cost,
            int most,
            int counter,
            @Nullable Plan nested) {
        static Field of(FieldDescriptor field, boolean top, int counter, Map<Descriptor, Plan> known) {
            Plan nested = null;
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                Descriptor type = field.getMessageType();
                nested = known.get(type);
                if (nested == null) {
                    nested = Plan.of(type, false, known);
                }
            }
            return new Field(
                    field.getName(),
                    field.getLiteType().getWireType(),
                    field.isPackable(),
                    cost(field),
                    most(field, top),
                    counter,
                    nested);
        }

        private static int cost(FieldDescriptor field) {
            return switch (field.getJavaType()) {
                case MESSAGE ->
                    MESSAGE
                            + PER_FIELD * field.getMessageType().getFields().size()
                            + (field.isMapField() ? MAP_ENTRY : 0);
                case STRING, BYTE_STRING -> TEXT;
                case LONG, DOUBLE -> Long.BYTES;
                case INT, FLOAT, ENUM -> Integer.BYTES;
                case BOOLEAN -> 1;
            };
        }

        static int most(FieldDescriptor field, boolean top) {
            if (field.isMapField() && field.getName().equals("parameters")) {
                return MOST_PARAMETERS;
            }
            return top && field.isRepeated() && !field.isPackable() ? MOST_ELEMENTS : Integer.MAX_VALUE;
        }
    }

    /** One message's. */
    private final class Look {
        private static final int[] NONE = new int[0];

        private final byte[] bytes;
        private int at;
        private long heap;
        private int unknown;

        Look(byte[] bytes) {
            this.bytes = bytes;
        }

        void message(Plan plan, int end, int level) {
            int[] counts = plan.limited == 0 ? NONE : new int[plan.limited];
            while (at < end) {
                int tag = (int) varint(end);
                Field field = plan.field(tag >>> 3);
                int wire = tag & 7;
                if (field == null || !(wire == field.wire || (field.packable && wire == LENGTH))) {
                    unknown(tag, end, level);
                } else {
                    if (field.most < Integer.MAX_VALUE && ++counts[field.counter] > field.most) {
                        throw invalid(field.name + " has more than " + field.most + " elements");
                    }
                    known(field, wire, end, level);
                    if (field.most == Integer.MAX_VALUE && field.nested == null) {
                        again(field, tag, end, level);
                    }
                }
            }
        }

        /** Long lists of strings or numbers, each with its tag: without looking the same field up for each. */
        private void again(Field field, int tag, int end, int level) {
            while (at < end && bytes[at] == tag) {
                at++;
                known(field, tag & 7, end, level);
            }
        }

        private void known(Field field, int wire, int end, int level) {
            if (wire != LENGTH) {
                heap += field.cost;
                skip(wire, end);
                return;
            }
            int length = length(end);
            if (field.nested != null) {
                heap += field.cost;
                requireLevel(level + 1);
                message(field.nested, at + length, level + 1);
            } else if (field.wire == LENGTH) {
                heap += field.cost;
                at += length;
            } else {
                packed(field, length);
            }
        }

        private void packed(Field field, int length) {
            int stop = at + length;
            if (field.wire != VARINT) {
                heap += length;
                at = stop;
                return;
            }
            int values = 0;
            for (int i = at; i < stop; i++) {
                values += (~bytes[i] & 0x80) >>> 7; // each value's last byte has no highest bit
            }
            heap += (long) values * field.cost;
            at = stop;
        }

        /** Is kept as what it is, in objects of its own. */
        private void unknown(int tag, int end, int level) {
            heap += UNKNOWN;
            if (++unknown > MOST_UNKNOWN) {
                throw invalid("it has more than " + MOST_UNKNOWN + " fields that are not known");
            }
            if ((tag & 7) == GROUP) {
                requireLevel(level + 1);
                group(tag >>> 3, end, level + 1);
            } else {
                skip(tag & 7, end);
            }
        }

        private void group(int number, int end, int level) {
            while (true) {
                int tag = (int) varint(end);
                if ((tag & 7) == END_GROUP) {
                    if (tag >>> 3 != number) {
                        throw invalid("a group ends that has not begun");
                    }
                    return;
                }
                unknown(tag, end, level);
            }
        }

        private void skip(int wire, int end) {
            switch (wire) {
                case VARINT -> varint(end);
                case FIXED64 -> skipBytes(Long.BYTES, end);
                case LENGTH -> skipBytes(length(end), end);
                case FIXED32 -> skipBytes(Integer.BYTES, end);
                default -> throw invalid("a field has the wire type " + wire);
            }
        }

        private void skipBytes(int count, int end) {
            if (count > end - at) {
                throw truncated();
            }
            at += count;
        }

        private int length(int end) {
            long length = varint(end);
            if (length < 0 || length > end - at) {
                throw truncated();
            }
            return (int) length;
        }

        private long varint(int end) {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (at >= end) {
                    throw truncated();
                }
                byte next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw invalid("a number has more than ten bytes");
        }

        private void requireLevel(int level) {
            if (level > MOST_LEVELS) {
                throw invalid("it is nested more than " + MOST_LEVELS + " levels deep");
            }
        }

        private ServingException truncated() {
            return invalid("a field ends after the message, or the one around it");
        }
    }
}
