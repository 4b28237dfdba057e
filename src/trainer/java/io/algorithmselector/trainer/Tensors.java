package io.algorithmselector.trainer;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Between arrays and TensorFlow's tensors. */
final class Tensors {
    private Tensors() {}

    /** A tensor of the rows {@code from} to {@code to} (exclusive) in the given order. The caller closes it. */
    static TFloat32 rows(float[][] matrix, int[] order, int from, int to) {
        int width = matrix[0].length;
        float[] flat = new float[(to - from) * width];
        for (int i = from; i < to; i++) {
            System.arraycopy(matrix[order[i]], 0, flat, (i - from) * width, width);
        }
        return TFloat32.tensorOf(Shape.of(to - from, width), DataBuffers.of(flat));
    }

    static float[][] matrix(Tensor tensor) {
        TFloat32 values = (TFloat32) tensor;
        int height = (int) values.shape().get(0);
        int width = (int) values.shape().get(1);
        float[] flat = new float[height * width];
        values.copyTo(DataBuffers.of(flat));
        float[][] matrix = new float[height][width];
        for (int i = 0; i < height; i++) {
            System.arraycopy(flat, i * width, matrix[i], 0, width);
        }
        return matrix;
    }
}
