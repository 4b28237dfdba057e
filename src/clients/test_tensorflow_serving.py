"""TensorFlow Serving's own Python client, and its REST API, against the packaged gateway."""

import base64
import unittest

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import (
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    inference_pb2,
    model_management_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
    regression_pb2,
)

from gateway import GRPC, MODEL, rest, window

# The types that a TensorFlow client can make a tensor of.
TYPES = {
    "float16": np.float16,
    "float32": np.float32,
    "float64": np.float64,
    "int8": np.int8,
    "int16": np.int16,
    "int32": np.int32,
    "int64": np.int64,
    "uint8": np.uint8,
    "uint16": np.uint16,
    "uint32": np.uint32,
    "uint64": np.uint64,
    "bool": np.bool_,
    "complex64": np.complex64,
    "complex128": np.complex128,
}


class Grpc(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        limit = 256 << 20
        cls.channel = grpc.insecure_channel(
            GRPC, options=[("grpc.max_send_message_length", limit), ("grpc.max_receive_message_length", limit)]
        )
        cls.predictions = prediction_service_pb2_grpc.PredictionServiceStub(cls.channel)
        cls.models = model_service_pb2_grpc.ModelServiceStub(cls.channel)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()

    def predict(self, model, inputs, signature="", version=None, label=None):
        request = predict_pb2.PredictRequest()
        request.model_spec.name = model
        request.model_spec.signature_name = signature
        if version is not None:
            request.model_spec.version.value = version
        if label is not None:
            request.model_spec.version_label = label
        for name, value in inputs.items():
            request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
        return self.predictions.Predict(request, timeout=30)

    def test_predict_names_the_version_that_answered(self):
        readings = np.array([window()], np.float32)
        for version, label in ((1, "stable"), (2, "canary")):
            by_number = self.predict(MODEL, {"window": readings}, version=version)
            by_label = self.predict(MODEL, {"window": readings}, label=label)
            self.assertEqual(by_number.model_spec.version.value, version)
            self.assertEqual(by_label.model_spec.version.value, version)
            self.assertEqual(by_number.model_spec.signature_name, "serving_default")
            self.assertEqual(by_number.outputs, by_label.outputs)
        self.assertAlmostEqual(float(np.sum(tf.make_ndarray(by_number.outputs["scores"]))), 1.0, places=5)

    def test_every_type_comes_back_as_it_was_sent(self):
        for name, numpy_type in TYPES.items():
            with self.subTest(name):
                sent = np.array([[0, 1, 1], [1, 0, 100 % 2]], numpy_type)
                answer = self.predict("identities", {"x": sent}, signature=name)
                np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["y"]), sent)

    def test_strings_come_back_as_bytes(self):
        sent = np.array([b"", b"a", b"\x00\xff"], object)
        answer = self.predict("identities", {"x": sent}, signature="string")
        np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["y"]), sent)

    def test_64_mebibytes_pass(self):
        sent = np.arange(16 << 20, dtype=np.float32)
        answer = self.predict("identities", {"x": sent}, signature="float32")
        np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["y"]), sent)

    def example(self):
        return tf.train.Example(
            features=tf.train.Features(
                feature={"window": tf.train.Feature(float_list=tf.train.FloatList(value=window()))}
            )
        )

    def test_classify(self):
        request = classification_pb2.ClassificationRequest()
        request.model_spec.name = MODEL
        request.model_spec.signature_name = "classify"
        request.input.example_list.examples.extend([self.example(), self.example()])
        result = self.predictions.Classify(request, timeout=30).result
        self.assertEqual(len(result.classifications), 2)
        self.assertEqual(len(result.classifications[0].classes), 8)
        self.assertIn("theta", [found.label for found in result.classifications[0].classes])

    def test_regress_on_another_signature_is_refused(self):
        request = regression_pb2.RegressionRequest()
        request.model_spec.name = MODEL
        request.input.example_list.examples.extend([self.example()])
        self.assert_refused(grpc.StatusCode.INVALID_ARGUMENT, lambda: self.predictions.Regress(request, timeout=30))

    def test_multi_inference(self):
        request = inference_pb2.MultiInferenceRequest()
        task = request.tasks.add()
        task.model_spec.name = MODEL
        task.model_spec.signature_name = "classify"
        task.method_name = "tensorflow/serving/classify"
        request.input.example_list.examples.extend([self.example()])
        results = self.predictions.MultiInference(request, timeout=30).results
        self.assertEqual(len(results), 1)
        self.assertEqual(len(results[0].classification_result.classifications), 1)

    def test_metadata_is_the_signature(self):
        request = get_model_metadata_pb2.GetModelMetadataRequest()
        request.model_spec.name = MODEL
        request.metadata_field.append("signature_def")
        answer = self.predictions.GetModelMetadata(request, timeout=30)
        signatures = get_model_metadata_pb2.SignatureDefMap()
        self.assertTrue(answer.metadata["signature_def"].Unpack(signatures))
        inputs = signatures.signature_def["serving_default"].inputs
        self.assertEqual(inputs["window"].dtype, tf.float32.as_datatype_enum)
        self.assertEqual([d.size for d in inputs["window"].tensor_shape.dim], [-1, 168])

    def test_status_lists_both_versions(self):
        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = MODEL
        answer = self.models.GetModelStatus(request, timeout=30)
        available = get_model_status_pb2.ModelVersionStatus.AVAILABLE
        self.assertEqual(
            [(status.version, status.state) for status in answer.model_version_status], [(2, available), (1, available)]
        )

    def test_administration_is_off(self):
        request = model_management_pb2.ReloadConfigRequest()
        request.config.model_config_list.SetInParent()
        self.assert_refused(
            grpc.StatusCode.PERMISSION_DENIED, lambda: self.models.HandleReloadConfigRequest(request, timeout=30)
        )

    def test_unknown_model_is_not_found_in_the_servers_words(self):
        self.assert_refused(
            grpc.StatusCode.NOT_FOUND,
            lambda: self.predict("none", {"x": np.zeros(1, np.float32)}),
            "Servable not found for request: Latest(none)",
        )

    def assert_refused(self, code, call, details=None):
        with self.assertRaises(grpc.RpcError) as refusal:
            call()
        self.assertEqual(refusal.exception.code(), code, refusal.exception.details())
        if details is not None:
            self.assertEqual(refusal.exception.details(), details)


class Rest(unittest.TestCase):
    def test_rows_and_columns_agree(self):
        status, rows = rest("/v1/models/%s/versions/2:predict" % MODEL, {"instances": [window()]})
        self.assertEqual(status, 200, rows)
        status, columns = rest("/v1/models/%s/labels/canary:predict" % MODEL, {"inputs": [window()]})
        self.assertEqual(status, 200, columns)
        for name, value in rows["predictions"][0].items():
            self.assertEqual(columns["outputs"][name], [value])

    def test_classify(self):
        body = {"signature_name": "classify", "examples": [{"window": window()}]}
        status, answer = rest("/v1/models/%s:classify" % MODEL, body)
        self.assertEqual(status, 200, answer)
        self.assertEqual(len(answer["results"][0]), 8)

    def test_bytes_are_base64(self):
        encoded = {"b64": base64.b64encode(b"\x01text").decode()}
        status, answer = rest("/v1/models/identities:predict", {"signature_name": "string", "inputs": [encoded]})
        self.assertEqual((status, answer), (200, {"outputs": ["\x01text"]}))

    def test_metadata_and_status(self):
        status, metadata = rest("/v1/models/%s/metadata" % MODEL)
        self.assertEqual(status, 200)
        self.assertIn("serving_default", metadata["metadata"]["signature_def"]["signature_def"])
        status, states = rest("/v1/models/%s" % MODEL)
        self.assertEqual([s["state"] for s in states["model_version_status"]], ["AVAILABLE", "AVAILABLE"])

    def test_refusals_are_json(self):
        self.assertEqual(
            rest("/v1/models/none:predict", {"instances": [1]}),
            (404, {"error": "Servable not found for request: Latest(none)"}),
        )


if __name__ == "__main__":
    unittest.main()
