package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.engine.InputCheck;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.EngineOptions.Execution;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;

/** A SavedModel in memory. */
final class TensorFlowServable implements Servable {
    private final NativeSession session;
    private final SequencedMap<String, ResolvedSignature> resolved;
    private final SequencedMap<String, Signature> signatures;
    private final Execution execution;

    /** Takes session and signatures over. */
    TensorFlowServable(NativeSession session, SequencedMap<String, ResolvedSignature> resolved, Execution execution) {
        this.session = session;
        this.execution = execution;
        this.resolved = resolved;
        TreeMap<String, Signature> byName = new TreeMap<>();
        resolved.forEach((name, signature) -> byName.put(name, signature.signature()));
        this.signatures = Collections.unmodifiableSequencedMap(byName);
    }

    @Override
    public SequencedMap<String, Signature> signatures() {
        return signatures;
    }

    @Override
    public SequencedMap<String, Tensor> run(Signature signature, Map<String, Tensor> inputs, Set<String> outputs) {
        ResolvedSignature known = resolved.get(signature.name());
        if (known == null) {
            throw new IllegalArgumentException("signature " + signature.name() + " is not one of " + resolved.keySet());
        }
        InputCheck.requireInputs(known.signature(), inputs);
        if (outputs.isEmpty()) {
            return run(known.inputs(), known.outputs(), inputs);
        }
        InputCheck.requireOutputs(known.signature(), outputs);
        try (Ports wanted = known.outputs().only(outputs)) {
            return run(known.inputs(), wanted, inputs);
        }
    }

    private SequencedMap<String, Tensor> run(Ports in, Ports out, Map<String, Tensor> inputs) {
        session.enter();
        try (SessionCall call = new SessionCall(in.size(), out.size())) {
            for (int i = 0; i < in.size(); i++) {
                Port port = in.get(i);
                TensorWriter.write(call, i, port, Objects.requireNonNull(inputs.get(port.name())));
            }
            session.run(call, in, out);
            requireOk(call.status());
            SequencedMap<String, Tensor> answer = LinkedHashMap.newLinkedHashMap(out.size());
            for (int i = 0; i < out.size(); i++) {
                Port port = out.get(i);
                answer.put(port.name(), TensorReader.read(port, call.output(i)));
            }
            return answer;
        } finally {
            session.leave();
        }
    }

    private void requireOk(TF_Status status) {
        int code = tensorflow.TF_GetCode(status);
        if (code != tensorflow.TF_OK) {
            String message = EngineMessage.shorten(tensorflow.TF_Message(status).getString());
            throw new ServingException(
                    code == tensorflow.TF_DEADLINE_EXCEEDED
                            ? new Failure.DeadlineExceeded(message + limit())
                            : new Failure.EngineFailed(ErrorCode.ofNumber(code), message));
        }
    }

    private String limit() {
        return switch (execution) {
            case Execution.CallerThread() -> "";
            case Execution.EngineThreads(var timeout) -> " (the model's time limit is " + timeout.toMillis() + " ms)";
        };
    }

    /** How many calls are inside; negative once closed. */
    int running() {
        return session.running();
    }

    @Override
    public void cancel() {
        session.cancel();
    }

    /** @throws IllegalStateException if calls are running: nothing is freed then, and it may be closed later */
    @Override
    public void close() {
        session.close();
        resolved.values().forEach(ResolvedSignature::close);
        FreedMemory.giveBack();
    }
}
