package io.algorithmselector.model;

/**
 * Names one version of one model.
 *
 * @param model the model's name in the catalogue
 * @param number the version's number, from 0; the higher one is the newer one
 */
public record VersionId(String model, long number) implements Comparable<VersionId> {
    public VersionId {
        if (model.isEmpty()) {
            throw new IllegalArgumentException("a model's name is not empty");
        }
        if (number < 0) {
            throw new IllegalArgumentException("version " + number + " of model " + model + " is negative");
        }
    }

    @Override
    public int compareTo(VersionId other) {
        int byModel = model.compareTo(other.model);
        return byModel != 0 ? byModel : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return model + "/" + number;
    }
}
