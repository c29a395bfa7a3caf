"""One burst of load: wrk on the load generator's core, its own summary, and what the gateway spent meanwhile."""

import json
import pathlib
import statistics
import subprocess
import time

from machine import GATEWAY_CORE, LOAD_CORE, core_busy_s, find, pinned
from peers import HOST

SUMMARY = pathlib.Path(__file__).with_name("summary.lua")
GRACE_S = 30


def wrk(port, seconds, connections, path="/plain", script=SUMMARY):
    """wrk's summary as a dictionary: requests, failures, rps, latencies in microseconds."""
    command = [find("wrk"), "-t", 1, "-c", connections, "-d", f"{seconds}s", "--timeout", "10s", "-s", script]
    command += ["-H", f"Host: {HOST}", f"http://127.0.0.1:{port}{path}"]
    done = subprocess.run(pinned(LOAD_CORE, command), capture_output=True, text=True, timeout=seconds + GRACE_S, check=True)
    summary = json.loads(done.stdout.splitlines()[-1])
    summary["rps"] = summary["requests"] / (summary["duration_us"] / 1e6)
    return summary


def burst(process, port, seconds, connections, **how):
    """The summary, with CPU microseconds per request of the gateway and what else ran on its core."""
    busy, (user, system), begun = core_busy_s(GATEWAY_CORE), process.cpu_s(), time.monotonic()
    summary = wrk(port, seconds, connections, **how)
    elapsed, (user2, system2) = time.monotonic() - begun, process.cpu_s()
    user, system = user2 - user, system2 - system
    served = max(summary["requests"], 1)
    return summary | {
        "cpu_us": (user + system) * 1e6 / served,
        "user_us": user * 1e6 / served,
        "core_share": (user + system) / elapsed,
        "neighbours_share": max(core_busy_s(GATEWAY_CORE) - busy - user - system, 0) / elapsed,
    }


def spread(values):
    """(median, least, most)"""
    return statistics.median(values), min(values), max(values)
