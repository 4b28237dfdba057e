"""Triton's Python client, over HTTP and gRPC, against the packaged gateway: one set of cases for both."""

import queue
import threading
import unittest

import numpy as np
import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

from gateway import GRPC, MODEL, REST, window

TYPES = {
    "bool": np.bool_,
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
}


class Cases:
    """What both transports have in common; `api` is the client's module and `client` a client of it."""

    def tensor(self, name, value, **options):
        tensor = self.api.InferInput(name, list(value.shape), np_to_triton_dtype(value.dtype))
        tensor.set_data_from_numpy(value, **options)
        return tensor

    def infer_sample(self, **arguments):
        readings = np.array([window()], np.float32)
        return self.client.infer(MODEL, [self.tensor("window", readings)], **arguments)

    def metadata(self, answer):
        """The client gives JSON over HTTP and messages over gRPC."""
        return answer if isinstance(answer, dict) else self.as_dict(answer)

    @staticmethod
    def as_dict(message):
        from google.protobuf.json_format import MessageToDict

        return MessageToDict(message, preserving_proto_field_name=True)

    def test_server_is_live_ready_and_says_what_it_is(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        self.assertEqual(self.metadata(self.client.get_server_metadata())["name"], "algorithm-selector")

    def test_model_is_ready_and_says_what_it_takes(self):
        self.assertTrue(self.client.is_model_ready(MODEL))
        self.assertTrue(self.client.is_model_ready(MODEL, "1"))
        self.assertFalse(self.client.is_model_ready(MODEL, "9"))
        metadata = self.metadata(self.client.get_model_metadata(MODEL))
        self.assertEqual(metadata["versions"], ["1", "2"])
        self.assertEqual(metadata["platform"], "tensorflow_savedmodel")
        window_input = metadata["inputs"][0]
        self.assertEqual((window_input["name"], window_input["datatype"]), ("window", "FP32"))
        self.assertEqual([int(d) for d in window_input["shape"]], [-1, 168])

    def test_infer_chooses_the_version_named(self):
        for version in ("1", "2"):
            answer = self.infer_sample(model_version=version, request_id="request " + version)
            response = self.metadata(answer.get_response())
            self.assertEqual(response["model_version"], version)
            self.assertEqual(response["id"], "request " + version)
            self.assertAlmostEqual(float(answer.as_numpy("scores").sum()), 1.0, places=5)
            self.assertEqual(answer.as_numpy("algorithm").shape, (1,))

    def test_requested_outputs_only(self):
        answer = self.infer_sample(outputs=[self.api.InferRequestedOutput("scores")])
        self.assertIsNone(answer.as_numpy("algorithm"))
        self.assertEqual(answer.as_numpy("scores").shape, (1, 8))

    def test_classification_of_an_output(self):
        answer = self.infer_sample(outputs=[self.api.InferRequestedOutput("scores", class_count=3)])
        best = answer.as_numpy("scores")
        self.assertEqual(best.shape, (1, 3))
        score, index = best[0][0].decode().split(":")[:2]
        self.assertGreater(float(score), 1 / 8)
        self.assertLess(int(index), 8)

    def test_every_type_comes_back_as_it_was_sent(self):
        for name, numpy_type in TYPES.items():
            with self.subTest(name):
                sent = np.array([[0, 1, 1], [1, 0, 0]], numpy_type)
                answer = self.client.infer(
                    "identities", [self.tensor("x", sent)], parameters={"signature_name": name}
                )
                received = answer.as_numpy("y")
                self.assertEqual(received.dtype, sent.dtype)
                np.testing.assert_array_equal(received, sent)

    def test_bytes_come_back_as_they_were_sent(self):
        sent = np.array([b"", b"a", b"\x00\xff"], object)
        answer = self.client.infer("identities", [self.tensor("x", sent)], parameters={"signature_name": "string"})
        np.testing.assert_array_equal(answer.as_numpy("y"), sent)

    def test_64_mebibytes_pass(self):
        sent = np.arange(16 << 20, dtype=np.float32)
        answer = self.client.infer("identities", [self.tensor("x", sent)], parameters={"signature_name": "float32"})
        np.testing.assert_array_equal(answer.as_numpy("y"), sent)

    def test_configuration_statistics_and_index(self):
        configuration = self.metadata(self.client.get_model_config(MODEL))
        configuration = configuration.get("config", configuration)
        self.assertEqual(configuration["name"], MODEL)
        self.infer_sample(model_version="1")
        statistics = self.metadata(self.client.get_inference_statistics(MODEL, "1"))["model_stats"][0]
        self.assertGreaterEqual(int(statistics["inference_count"]), 1)
        self.assertGreater(int(statistics["inference_stats"]["success"]["ns"]), 0)
        index = self.client.get_model_repository_index()
        index = index if isinstance(index, list) else self.as_dict(index)["models"]
        self.assertIn((MODEL, "2", "READY"), [(m["name"], m.get("version"), m["state"]) for m in index])

    def test_administration_is_off(self):
        for call in (self.client.load_model, self.client.unload_model):
            with self.assertRaisesRegex(InferenceServerException, "selector.admin.enabled"):
                call(MODEL)

    def test_refusals_name_what_is_wrong(self):
        readings = np.zeros((1, 167), np.float32)
        for model, name, value, expected in (
            ("none", "window", np.zeros((1, 168), np.float32), "'none'"),
            (MODEL, "window", readings, "window"),
            (MODEL, "other", np.zeros((1, 168), np.float32), "other"),
            (MODEL, "window", np.zeros((1, 168), np.int32), "window"),
        ):
            with self.subTest(expected), self.assertRaisesRegex(InferenceServerException, expected):
                self.client.infer(model, [self.tensor(name, value)])


class Http(Cases, unittest.TestCase):
    api = tritonclient.http

    def setUp(self):
        self.client = tritonclient.http.InferenceServerClient(REST, network_timeout=60, connection_timeout=60)
        self.addCleanup(self.client.close)

    def test_json_data_in_and_out(self):
        readings = np.array([window()], np.float32)
        answer = self.client.infer(
            MODEL,
            [self.tensor("window", readings, binary_data=False)],
            outputs=[tritonclient.http.InferRequestedOutput("scores", binary_data=False)],
        )
        self.assertAlmostEqual(float(answer.as_numpy("scores").sum()), 1.0, places=5)

    def test_compression_both_ways(self):
        for algorithm in ("gzip", "deflate"):
            with self.subTest(algorithm):
                answer = self.infer_sample(
                    request_compression_algorithm=algorithm, response_compression_algorithm=algorithm
                )
                self.assertAlmostEqual(float(answer.as_numpy("scores").sum()), 1.0, places=5)

    def test_many_at_once(self):
        client = tritonclient.http.InferenceServerClient(REST, concurrency=8)
        self.addCleanup(client.close)
        readings = np.array([window()], np.float32)
        requests = [client.async_infer(MODEL, [self.tensor("window", readings)]) for _ in range(64)]
        for request in requests:
            self.assertEqual(request.get_result().as_numpy("scores").shape, (1, 8))


class Grpc(Cases, unittest.TestCase):
    api = tritonclient.grpc

    def setUp(self):
        self.client = tritonclient.grpc.InferenceServerClient(GRPC)
        self.addCleanup(self.client.close)

    def test_stream_answers_each_by_its_id_and_survives_a_bad_request(self):
        answers = queue.Queue()
        client = tritonclient.grpc.InferenceServerClient(GRPC)
        client.start_stream(lambda result, error: answers.put((result, error)))
        good = self.tensor("window", np.array([window()], np.float32))
        bad = self.tensor("window", np.zeros((1, 3), np.float32))
        for number in range(100):
            client.async_stream_infer(MODEL, [bad if number == 50 else good], request_id=str(number))
        received = [answers.get(timeout=30) for _ in range(100)]
        client.stop_stream()
        client.close()
        ids = {result.get_response().id for result, error in received if error is None}
        self.assertEqual(ids, {str(number) for number in range(100)} - {"50"})
        self.assertEqual(len([error for _, error in received if error is not None]), 1)

    def test_client_timeout_is_a_deadline(self):
        with self.assertRaisesRegex(InferenceServerException, "(?i)deadline"):
            self.infer_sample(client_timeout=1e-6)


if __name__ == "__main__":
    unittest.main()
