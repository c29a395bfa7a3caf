"""What mapping costs: routes of one REST API that do more and more, beside its plain HTTP_PROXY route."""

import pathlib

import routes
from machine import GATEWAY_CORE, LOAD_CORE, Process, free_port
from peers import nginx

HERE = pathlib.Path(__file__).parent
POST = HERE / "mapped.lua"
DEFINITION = HERE / "mapped.json"
ANSWER = '{"ok": true, "id": 4711, "padding": "abcdefghijklmnopqrstuvwxyzabcde"}'
ROUTES = {
    "/plain": "HTTP_PROXY, streamed",
    "/validated": "HTTP_PROXY, body model",
    "/mapped": "HTTP, headers mapped, body passed through",
    "/template": "HTTP, a template each way",
    "/mock": "MOCK, a template each way",
}
UPSTREAM = """
    server {{ listen 127.0.0.1:{port}; default_type application/json; location / {{ return 200 '{answer}'; }} }}
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
name = "bench"
protocol = "rest"
definition = "mapped.json"
[[api.stage]]
name = "prod"
[[domain]]
name = "{host}"
[[domain.mapping]]
path = ""
api = "bench"
stage = "prod"
"""


def start(peers, upstream):
    """(process, port)"""
    port = free_port()
    file, log = peers.write("mapped", FRAME, port=port, admin=free_port())
    file.with_name("mapped.json").write_text(DEFINITION.read_text().replace("{upstream}", str(upstream)))
    return Process("tollgate", GATEWAY_CORE, [peers.tollgate, "run", "--config", file], log).ready(port), port


def measure(peers, rounds, seconds, connections, say):
    """Every burst of every route."""
    port = free_port()
    upstream = nginx("upstream", LOAD_CORE, peers.directory / "json-upstream", port, UPSTREAM.format(port=port, answer=ANSWER))
    try:
        gateway = start(peers, port)
        try:
            return routes.measure("mapped", gateway, ROUTES, rounds, seconds, connections, say, script=POST)
        finally:
            gateway[0].stop()
    finally:
        upstream.stop()
