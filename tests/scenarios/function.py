"""A Lambda function whose answers are a scenario's: what it is invoked with goes to the scenario's upstream, and what that
answers is the function's. A status of 200 is its response, any other its error; a reset ends the process; no answer is none."""

import http.client
import os
import sys

RUNTIME = "/2018-06-01/runtime/invocation/"
# Of an answer: how the function answers, and what type its response or its error has.
PASSED = ("content-type", "lambda-runtime-function-response-mode", "lambda-runtime-function-error-type")


def ask(host, method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(host)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    payload = answer.read()
    connection.close()
    return answer, payload


def main(upstream):
    runtime = os.environ["AWS_LAMBDA_RUNTIME_API"]
    while True:
        invocation, event = ask(runtime, "GET", RUNTIME + "next")
        told = {name: value for name, value in invocation.headers.items() if name.lower().startswith("lambda-")}
        try:
            answer, payload = ask(upstream, "POST", "/", event, told)
        except OSError:
            sys.exit(1)
        headers = {name: value for name, value in answer.headers.items() if name.lower() in PASSED}
        end = "/response" if answer.status == 200 else "/error"
        path = RUNTIME + invocation.headers["Lambda-Runtime-Aws-Request-Id"] + end
        if "lambda-runtime-function-response-mode" in map(str.lower, headers):
            # Of no length, so it is sent in chunks.
            ask(runtime, "POST", path, iter([payload]), headers)
        else:
            ask(runtime, "POST", path, payload, headers)


main(sys.argv[1])
