package io.algorithmselector.bootstrap;

import java.util.function.ObjIntConsumer;
import sun.misc.Signal;

/**
 * What the process does when it is asked to end: left to the JVM, its exit code is 128 and the signal's number, whatever is done before
 * then. The JDK's class for that is one that the compiler warns of without a way to say that it is meant, so this one is compiled apart
 * from all others, which it would otherwise keep from having their warnings taken for errors.
 */
final class ProcessSignals {
    private ProcessSignals() {}

    /**
     * Has SIGTERM, and SIGINT (Ctrl-C), handled by ours, each in a thread of its own.
     *
     * @param asked hears the signal's name, such as {@code TERM}, and its number
     * @return false if the JVM does not let us, as with {@code -Xrs}
     */
    static boolean handle(ObjIntConsumer<String> asked) {
        try {
            for (String name : new String[] {"TERM", "INT"}) {
                Signal.handle(new Signal(name), signal -> asked.accept(signal.getName(), signal.getNumber()));
            }
            return true;
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
    }
}
