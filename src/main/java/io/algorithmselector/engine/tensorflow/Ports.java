package io.algorithmselector.engine.tensorflow;

import java.util.List;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Output;

/** One side of a signature, with the array of graph places that the C call takes; threads may share it. */
final class Ports implements AutoCloseable {
    private final List<Port> ports;
    private final TF_Output places;

    /** @param ports in the order of their names */
    Ports(List<Port> ports) {
        this.ports = List.copyOf(ports);
        this.places = new TF_Output(Math.max(1, ports.size()));
        for (int i = 0; i < ports.size(); i++) {
            places.position(i).oper(ports.get(i).operation()).index(ports.get(i).index());
        }
        places.position(0); // where the C call begins to read; never moved again
    }

    /** A part of these, to be closed by itself. */
    Ports only(Set<String> names) {
        return new Ports(
                ports.stream().filter(port -> names.contains(port.name())).toList());
    }

    int size() {
        return ports.size();
    }

    Port get(int index) {
        return ports.get(index);
    }

    TF_Output places() {
        return places;
    }

    @Override
    public void close() {
        places.close();
    }
}
