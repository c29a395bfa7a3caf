"""P5: reloads of ten thousand routes under load, by a client that never retries, and the memory that they leave."""

import statistics
import threading
import time

from load import SUMMARY, burst, spread
from machine import GATEWAY_CORE, Process, ask, free_port
from peers import REQUESTS_BY_CONNECTION, HOST, start_upstream

ROUTES = 10_000
PAIRS = 5
RELOADS_BY_PAIR = 10
RELOAD_EVERY_S = 1.0
# Reloads are awaited, so a slow one makes the burst longer than this; the burst has room for it.
BURST_S = RELOADS_BY_PAIR * RELOAD_EVERY_S + 2
PATHS = SUMMARY.with_name("paths.lua")

FRAME = """
include = ["routes.toml"]
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
[[domain]]
name = "{host}"
[[domain.mapping]]
path = ""
api = "bench"
"""
ROUTE = """[[api.route]]
key = "GET /resource-{n}/item/{{id}}"
integration = {{ type = "http_proxy", uri = "http://127.0.0.1:{upstream}/deployment-{changed}/{n}/{{id}}" }}
"""


def write_routes(directory, upstream, deployment):
    """The table of one deployment. A tenth of the routes differ from the deployment before."""
    routes = (
        ROUTE.format(n=n, upstream=upstream, changed=deployment - (deployment - n) % 10) for n in range(ROUTES)
    )
    text = '[[api]]\nname = "bench"\nprotocol = "http"\n' + "".join(routes)
    fresh = directory / "routes.toml.new"
    fresh.write_text(text)
    fresh.rename(directory / "routes.toml")


def reload(directory, upstream, admin, deployment):
    """Writes the next deployment and has it loaded: milliseconds until it was live."""
    write_routes(directory, upstream, deployment)
    begun = time.monotonic()
    status, said = ask(admin, "POST", "/reload")
    if status != 200:
        raise RuntimeError(f"reload {deployment} was refused: {status} {said[:2000]!r}")
    return (time.monotonic() - begun) * 1000


class Reloads(threading.Thread):
    """Ten reloads, one a second, beside a burst of load."""

    def __init__(self, one, first):
        super().__init__(daemon=True)
        self.one, self.first = one, first
        self.took_ms, self.error = [], None

    def run(self):
        begun = time.monotonic()
        try:
            for number in range(RELOADS_BY_PAIR):
                time.sleep(max(begun + (number + 0.5) * RELOAD_EVERY_S - time.monotonic(), 0))
                self.took_ms.append(self.one(self.first + number))
        except Exception as error:  # carried to the thread that waits
            self.error = error


def measure(peers, connections, say):
    """Alternating bursts with and without reloads. Memory is read at the end of a burst without: what a reload had to build
    and throw away is given back by then, or it never is."""
    upstream, upstream_port = start_upstream(peers.directory)
    directory, port, admin = peers.directory / "reload", free_port(), free_port()
    directory.mkdir(parents=True, exist_ok=True)
    write_routes(directory, upstream_port, 0)
    values = {"dir": directory, "port": port, "admin": admin, "host": HOST, "requests": REQUESTS_BY_CONNECTION}
    (directory / "tollgate.toml").write_text(FRAME.format(**values))
    command = [peers.tollgate, "run", "--config", directory / "tollgate.toml"]
    gateway = None
    try:
        gateway = Process("tollgate", GATEWAY_CORE, command, directory / "log").ready(port)
        how = {"seconds": int(BURST_S), "connections": connections, "script": PATHS}
        burst(gateway, port, 2, connections, script=PATHS)
        result = {"quiet": [], "reloading": [], "reload_ms": [], "resident_kib": [], "routes": ROUTES}
        for pair in range(PAIRS):
            say(f"P5: reloads {pair * RELOADS_BY_PAIR + 1} to {(pair + 1) * RELOADS_BY_PAIR} of {PAIRS * RELOADS_BY_PAIR}")
            one = lambda deployment: reload(directory, upstream_port, admin, deployment)
            reloads = Reloads(one, pair * RELOADS_BY_PAIR + 1)
            reloads.start()
            result["reloading"].append(burst(gateway, port, **how))
            reloads.join(60)
            if reloads.error:
                raise reloads.error
            result["reload_ms"] += reloads.took_ms
            result["quiet"].append(burst(gateway, port, **how))
            result["resident_kib"].append(gateway.resident_kib())
        result["live_generations"] = live_generations(admin)
        return result
    finally:
        if gateway:
            gateway.stop()
        upstream.stop()


def live_generations(admin):
    """The gauges about generations, as the admin listener tells them after the last reload."""
    _, text = ask(admin, "GET", "/metrics")
    return [line for line in text.decode().splitlines() if "generation" in line and not line.startswith("#")]


def summary(result):
    """What the target asks for: failures, the ratio of p99 pair by pair, memory after reload 50 to after reload 10."""
    both = list(zip(result["reloading"], result["quiet"]))
    return {
        "reloads": len(result["reload_ms"]),
        "requests": sum(b["requests"] for b in result["reloading"]),
        "failed": sum(b["failed"] + b["refused"] for b in result["reloading"] + result["quiet"]),
        "p99_ratio": spread([with_["p99_us"] / without["p99_us"] for with_, without in both]),
        "p99_quiet_us": statistics.median(b["p99_us"] for b in result["quiet"]),
        "p99_reloading_us": statistics.median(b["p99_us"] for b in result["reloading"]),
        "memory_ratio": result["resident_kib"][-1] / result["resident_kib"][0],
        "resident_kib": (result["resident_kib"][0], result["resident_kib"][-1]),
        "reload_ms": spread(result["reload_ms"]),
    }
