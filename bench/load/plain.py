"""P1: a plain HTTP_PROXY route, metrics on, beside the other proxies, in alternating rounds."""

from load import burst, spread, wrk
from machine import ask
from peers import HOST, start_upstream

WARM_UP_S = 1


def measure(peers, rounds, seconds, connections, say):
    """Every burst of every candidate, and the rate at which the load generator reaches the upstream by itself."""
    upstream, upstream_port = start_upstream(peers.directory)
    running = {}
    try:
        for name, start in peers.start.items():
            if name not in peers.missing():
                running[name] = start(upstream_port)
        for process, port in running.values():
            checked(process, port)
            wrk(port, WARM_UP_S, connections)
        bursts = {name: [] for name in running}
        ceiling = []
        for number in range(rounds):
            say(f"P1: round {number + 1} of {rounds}")
            ceiling.append(wrk(upstream_port, min(seconds, 2), connections)["rps"])
            for name in rotated(list(running), number):
                bursts[name].append(burst(*running[name], seconds, connections))
        resident = {name: process.resident_kib() for name, (process, _) in running.items()}
        return {"bursts": bursts, "ceiling_rps": ceiling, "resident_kib": resident}
    finally:
        for process, _ in running.values():
            process.stop()
        upstream.stop()


def checked(process, port):
    """A candidate that does not answer as the upstream would be measured for something else."""
    status, body = ask(port, "GET", "/plain", {"Host": HOST})
    if (status, len(body)) != (200, 70):
        raise RuntimeError(f"{process.name} answers {status} {body[:200]!r} instead of the upstream's seventy bytes")


def rotated(names, by):
    """Nobody is always first after the pause, or always next to the same neighbour."""
    by %= len(names)
    return names[by:] + names[:by]


def rows(result):
    """One row a candidate: name, CPU microseconds, its ratio to bare pingora by round, rate, latencies, failures."""
    bursts = result["bursts"]
    floor = [b["cpu_us"] for b in bursts.get("bare pingora", [])]
    for name, of_name in bursts.items():
        cpu = [b["cpu_us"] for b in of_name]
        yield {
            "name": name,
            "cpu_us": spread(cpu),
            "to_bare": spread([c / f for c, f in zip(cpu, floor)]) if floor else None,
            "rps": spread([b["rps"] for b in of_name]),
            "p50_us": spread([b["p50_us"] for b in of_name]),
            "p99_us": spread([b["p99_us"] for b in of_name]),
            "core_share": spread([b["core_share"] for b in of_name]),
            "failed": sum(b["failed"] + b["refused"] for b in of_name),
            "requests": sum(b["requests"] for b in of_name),
        }
