"""An HTTP API's proxy route beside a REST API's, and what an HTTP API's own mapping and CORS add to it."""

import routes
from machine import GATEWAY_CORE, Process, free_port
from peers import start_upstream

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
    """Every burst of every route."""
    upstream, upstream_port = start_upstream(peers.directory)
    try:
        gateway = start(peers, upstream_port)
        try:
            return routes.measure("kinds", gateway, ROUTES, rounds, seconds, connections, say)
        finally:
            gateway[0].stop()
    finally:
        upstream.stop()
