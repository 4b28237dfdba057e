package io.algorithmselector.api.openinference;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;
import java.util.function.IntConsumer;

/** Walks through objects and lists of a request. */
final class MembersJson {
    private MembersJson() {}

    /**
     * Reads an object.
     *
     * @param what its name, for messages
     * @param member reads one member's value; its key is the cursor's text
     */
    static void read(JsonCursor in, String what, Runnable member) {
        if (!in.take('{')) {
            throw ServingException.invalidInput(what + " is not an object");
        }
        boolean more = !in.take('}');
        while (more) {
            in.key();
            member.run();
            more = in.nextMember();
        }
    }

    /**
     * Reads a list.
     *
     * @param what its name, for messages
     * @param most elements that it may have
     * @param element reads one; gets its index
     */
    static void list(JsonCursor in, String what, int most, IntConsumer element) {
        if (!in.take('[')) {
            throw ServingException.invalidInput(what + " is not a list");
        }
        boolean more = !in.take(']');
        for (int i = 0; more; i++) {
            if (i == most) {
                throw ServingException.invalidInput(what + " has more than " + most + " elements");
            }
            element.accept(i);
            more = in.nextElement();
        }
    }

    /** As {@link #text(JsonCursor, String)}, of the member of another thing; the words are put together only if they are needed. */
    static String text(JsonCursor in, String member, String owner) {
        return in.peek() == '"' ? text(in, member) : text(in, member + " of " + owner);
    }

    /** As {@link #requireFirst(boolean, String)}, of the member of another thing. */
    static void requireFirst(boolean first, String member, String owner) {
        if (!first) {
            requireFirst(false, member + " of " + owner);
        }
    }

    /** Reads a string. */
    static String text(JsonCursor in, String what) {
        if (in.peek() != '"') {
            throw ServingException.invalidInput(what + " is not a string");
        }
        in.string();
        return in.text();
    }

    /** @throws ServingException if something follows */
    static void requireEnd(JsonCursor in) {
        if (in.peek() >= 0) {
            throw in.malformed("The document root must not be followed by other values.");
        }
    }

    /** @throws ServingException if a member has been read before */
    static void requireFirst(boolean first, String what) {
        if (!first) {
            throw ServingException.invalidInput(what + " is there twice");
        }
    }
}
