"""Routes of one gateway beside each other: bursts of load in alternating rounds, and a row a route."""

from load import burst, spread, wrk

WARM_UP_S = 1


def measure(name, gateway, routes, rounds, seconds, connections, say, **how):
    """Every burst of every route; `gateway` is (process, port)."""
    for path in routes:
        checked(path, wrk(gateway[1], WARM_UP_S, connections, path=path, **how))
    bursts = {path: [] for path in routes}
    for number in range(rounds):
        say(f"{name}: round {number + 1} of {rounds}")
        for path in routes:
            bursts[path].append(burst(*gateway, seconds, connections, path=path, **how))
    return bursts


def checked(path, summary):
    """A route that refuses would be measured for something else."""
    if summary["failed"] or summary["refused"] or not summary["requests"]:
        raise RuntimeError(f"{path} does not answer as it should: {summary}")


def rows(routes, bursts):
    """One row a route; ratios are to the first route, in the same round."""
    first = [b["cpu_us"] for b in bursts[next(iter(routes))]]
    for path, what in routes.items():
        cpu = [b["cpu_us"] for b in bursts[path]]
        yield {
            "what": what,
            "cpu_us": spread(cpu),
            "to_first": spread([c / f for c, f in zip(cpu, first)]),
            "rps": spread([b["rps"] for b in bursts[path]]),
            "failed": sum(b["failed"] + b["refused"] for b in bursts[path]),
            "requests": sum(b["requests"] for b in bursts[path]),
        }
