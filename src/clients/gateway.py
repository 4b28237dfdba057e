"""Where the gateway under test listens; scripts/test-clients sets it."""

import json
import os
import pathlib
import urllib.error
import urllib.request

REST = "127.0.0.1:" + os.environ["REST_PORT"]
GRPC = "127.0.0.1:" + os.environ["GRPC_PORT"]

MODEL = "algorithm-selector"
MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"


def window():
    """A week of hourly readings on which the two versions of the sample model choose differently: a list of 168 floats."""
    return json.loads((MODELS / "example-request.json").read_text())["instances"][0]


def rest(path, body=None):
    """Asks the TensorFlow Serving REST API; gives (status, parsed body)."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("http://" + REST + path, data=data)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)
