"""What mapping costs: routes of one REST API that do more and more, beside its plain HTTP_PROXY route."""

import pathlib

from load import burst, spread, wrk
from machine import GATEWAY_CORE, LOAD_CORE, Process, free_port
from peers import HOST, REQUESTS_BY_CONNECTION, nginx

HERE = pathlib.Path(__file__).parent
POST = HERE / "mapped.lua"
DEFINITION = HERE / "mapped.json"
WARM_UP_S = 1
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
    """Every burst of every route, in alternating rounds."""
    upstream_port = free_port()
    text = UPSTREAM.format(port=upstream_port, answer=ANSWER)
    upstream = nginx("upstream", LOAD_CORE, peers.directory / "json-upstream", upstream_port, text)
    running = []
    try:
        running.append(start(peers, upstream_port))
        bursts = {path: [] for path in ROUTES}
        for number in range(-1, rounds):
            say(f"mapped: round {number + 1} of {rounds}")
            for path in ROUTES:
                how = {"path": path, "script": POST}
                if number < 0:
                    checked(path, wrk(running[0][1], WARM_UP_S, connections, **how))
                else:
                    bursts[path].append(burst(*running[0], seconds, connections, **how))
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
    """One row a route; ratios are to the plain route of the same round."""
    plain = [b["cpu_us"] for b in bursts["/plain"]]
    for path, what in ROUTES.items():
        cpu = [b["cpu_us"] for b in bursts[path]]
        yield {
            "what": what,
            "cpu_us": spread(cpu),
            "to_plain": spread([c / p for c, p in zip(cpu, plain)]),
            "rps": spread([b["rps"] for b in bursts[path]]),
            "failed": sum(b["failed"] + b["refused"] for b in bursts[path]),
            "requests": sum(b["requests"] for b in bursts[path]),
        }
