"""An HTTP API's proxy route beside a REST API's, and what an HTTP API's own mapping and CORS add to it."""

from load import burst, spread, wrk
from machine import GATEWAY_CORE, Process, free_port
from peers import HOST, start_upstream

WARM_UP_S = 1
ROUTES = {
    "/rest/plain": "REST API, HTTP_PROXY",
    "/http/plain": "HTTP API, http_proxy",
    "/http/mapped": "HTTP API, a header appended each way",
    "/cors/plain": "HTTP API with CORS",
}
DEFINITION = """
openapi: 3.0.1
info: {{ title: bench, version: "1" }}
paths:
  /plain:
    get:
      x-amazon-apigateway-integration:
        {{ type: http_proxy, httpMethod: GET, uri: "http://127.0.0.1:{upstream}/plain" }}
"""
FRAME = """
[node]
name = "bench"
threads = 1
runtime_dir = "{dir}"
[log]
level = "warn"
[limits]
requests = {requests}
[[listener]]
bind = "127.0.0.1:{port}"
[admin]
bind = "127.0.0.1:{admin}"
[[api]]
name = "rest"
protocol = "rest"
definition = "rest.yaml"
[[api.stage]]
name = "prod"
[[api]]
name = "http"
protocol = "http"
[[api.route]]
key = "GET /plain"
integration = {{ type = "http_proxy", uri = "http://127.0.0.1:{upstream}/plain" }}
[[api.route]]
key = "GET /mapped"
[api.route.integration]
type = "http_proxy"
uri = "http://127.0.0.1:{upstream}/plain"
request_parameters = {{ "append:header.x-stage" = "$context.stage" }}
response_parameters = {{ 200 = {{ "append:header.x-id" = "$context.requestId" }} }}
[[api]]
name = "cors"
protocol = "http"
cors = {{ allow_origins = ["https://www.example.com"], allow_methods = ["GET"] }}
[[api.route]]
key = "GET /plain"
integration = {{ type = "http_proxy", uri = "http://127.0.0.1:{upstream}/plain" }}
[[domain]]
name = "{host}"
mapping = [
    {{ path = "rest", api = "rest", stage = "prod" }},
    {{ path = "http", api = "http", stage = "$default" }},
    {{ path = "cors", api = "cors", stage = "$default" }},
]
"""


def start(peers, upstream):
    """(process, port)"""
    port = free_port()
    file, log = peers.write("kinds", FRAME, port=port, admin=free_port(), upstream=upstream)
    file.with_name("rest.yaml").write_text(DEFINITION.format(upstream=upstream))
    return Process("tollgate", GATEWAY_CORE, [peers.tollgate, "run", "--config", file], log).ready(port), port


def measure(peers, rounds, seconds, connections, say):
    """Every burst of every route, in alternating rounds."""
    upstream, upstream_port = start_upstream(peers.directory)
    running = []
    try:
        running.append(start(peers, upstream_port))
        bursts = {path: [] for path in ROUTES}
        for number in range(-1, rounds):
            say(f"kinds: round {number + 1} of {rounds}")
            for path in ROUTES:
                if number < 0:
                    checked(path, wrk(running[0][1], WARM_UP_S, connections, path=path))
                else:
                    bursts[path].append(burst(*running[0], seconds, connections, path=path))
        return bursts
    finally:
        for process, _ in running:
            process.stop()
        upstream.stop()


def checked(path, summary):
    """A route that refuses would be measured for something else."""
    if summary["failed"] or summary["refused"] or not summary["requests"]:
        raise RuntimeError(f"{path} does not answer as it should: {summary}")


def rows(bursts):
    """One row a route; ratios are to the REST API's route of the same round."""
    rest = [b["cpu_us"] for b in bursts["/rest/plain"]]
    for path, what in ROUTES.items():
        cpu = [b["cpu_us"] for b in bursts[path]]
        yield {
            "what": what,
            "cpu_us": spread(cpu),
            "to_rest": spread([c / r for c, r in zip(cpu, rest)]),
            "rps": spread([b["rps"] for b in bursts[path]]),
            "failed": sum(b["failed"] + b["refused"] for b in bursts[path]),
            "requests": sum(b["requests"] for b in bursts[path]),
        }
