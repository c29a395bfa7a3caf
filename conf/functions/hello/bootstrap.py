"""A Lambda runtime in Python's standard library: asks for an event, hands it to the handler, posts what it returns.

In place of `python3 bootstrap.py app.handler` any official runtime serves: `python3 -m awslambdaric app.handler`.
"""

import http.client
import importlib
import json
import os
import sys
import traceback

module, name = sys.argv[1].rsplit(".", 1)
runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def call(method, path, body=None):
    runtime.request(method, f"/2018-06-01/runtime/{path}", body)
    answer = runtime.getresponse()
    return answer.headers, answer.read()


def failure(error):
    trace = traceback.format_tb(error.__traceback__)
    return json.dumps({"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": trace})


try:
    handler = getattr(importlib.import_module(module), name)
except Exception as error:
    call("POST", "init/error", failure(error))
    raise

while True:
    headers, event = call("GET", "invocation/next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        answer, what = json.dumps(handler(json.loads(event), request)), "response"
    except Exception as error:
        answer, what = failure(error), "error"
    call("POST", f"invocation/{request}/{what}", answer)
