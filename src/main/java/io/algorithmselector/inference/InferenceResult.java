package io.algorithmselector.inference;

import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.util.SequencedMap;

/** What a version answered: the outputs wanted, in the order of their names. */
public record InferenceResult(VersionId version, Signature signature, SequencedMap<String, Tensor> outputs) {}
