"""P6: one mapping template of 2 KiB, parsed once and rendered by the gateway's crate and by Apache Velocity on a warm JVM."""

import json
import os
import pathlib
import subprocess

from machine import find

JARS = [pathlib.Path(os.environ.get("TOLLGATE_JARS", "/usr/share/java")) / jar for jar in ("velocity.jar", "commons-lang.jar", "commons-collections3.jar")]


def missing():
    """What Velocity needs and is not there, as a sentence; nothing when all is."""
    absent = [str(jar) for jar in JARS if not jar.exists()]
    if not find("java"):
        return "Apache Velocity was not measured: apt-get install default-jdk-headless velocity"
    return f"Apache Velocity was not measured, {', '.join(absent)} is missing: apt-get install velocity" if absent else ""


def build(root):
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "tollgate-vtl", "--example", "render"], cwd=root, check=True)


def measure(root, target, rounds, say):
    """Nanoseconds of processor time a rendering, alternating; and that both print the same."""
    template = root / "bench/templates/order.vm"
    commands = {
        "tollgate": [target / "release/examples/render", template],
        "Apache Velocity 1.7": ["java", "-cp", ":".join(map(str, JARS)), root / "bench/templates/Velocity.java", template],
    }
    printed = {name: run(command) for name, command in commands.items()}
    if len(set(printed.values())) != 1:
        raise SystemExit("P6: the two do not print the same from bench/templates/order.vm")
    found = {name: [] for name in commands}
    for turn in range(2):
        for name, command in commands.items():
            say(f"P6: {name}, turn {turn + 1} of 2")
            found[name] += json.loads(run([*command, str(rounds)]))
    return {"template_bytes": template.stat().st_size, "output_bytes": len(printed["tollgate"].encode()), "ns": found}


def run(command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=300).stdout
