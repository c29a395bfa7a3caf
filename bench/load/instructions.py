"""Instructions per request under callgrind: what a noisy machine does not blur, and where the head gate's share shows."""

import pathlib
import re
import socket
import subprocess

from machine import GATEWAY_CORE, Process, find
from peers import HOST, start_upstream

CONNECTIONS = 8
WARM_UP = 400
COUNTED = 4_000
START_TIMEOUT_S = 120
REQUEST = f"GET /plain HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()

# The first pattern that a function's name matches names its group; the order matters.
GROUPS = [
    ("head gate", r"tollgate_dataplane(\[[^]]*\])?::(gate|listen)::"),
    ("own forward and proxy callbacks", r"tollgate_dataplane"),
    ("pipeline and route table", r"tollgate_(pipeline|routes|model)"),
    ("telemetry", r"tollgate_telemetry|prometheus"),
    ("target groups", r"tollgate_upstream"),
    ("allocator", r"_rjem|jemalloc|malloc|__rust_(re|de)?alloc|^free$|^calloc$|rdl_alloc|tcache|_je_|^arena_|^edata_"),
    ("memory moves", r"memcpy|memmove|memset|memcmp"),
    ("http crate", r"^<?http::|http\[|HeaderMap|HeaderName|HeaderValue"),
    ("httparse", r"httparse"),
    ("bytes", r"bytes(\[[^]]*\])?::"),
    ("pingora", r"pingora"),
    ("tokio and mio", r"tokio|mio"),
]


class Counted:
    """A proxy under callgrind: `count()` gives instructions per request and the groups."""

    def __init__(self, name, command, port, directory):
        self.port, self.directory = port, pathlib.Path(directory)
        for old in self.directory.glob("callgrind.out*"):
            old.unlink()
        out = self.directory / "callgrind.out"
        tool = [find("valgrind"), "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
        log = self.directory / "callgrind.log"
        self.process = Process(f"{name} under callgrind", GATEWAY_CORE, [*tool, *command], log).ready(port, START_TIMEOUT_S)

    def control(self, *words):
        pid = self.process.child.pid
        subprocess.run(["callgrind_control", *words, str(pid)], check=True, capture_output=True, timeout=60)

    def count(self):
        drive(self.port, WARM_UP)
        self.control("-i", "on")
        drive(self.port, COUNTED)
        self.control("-d")
        self.control("-i", "off")
        dump = max(self.directory.glob("callgrind.out.*"), key=lambda p: p.stat().st_mtime)
        return read(dump)

    def stop(self):
        self.process.stop()


def drive(port, requests):
    """So many requests over a few kept-alive connections, in lockstep: a count that is exact."""
    sockets = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(CONNECTIONS)]
    try:
        for _ in range(requests // CONNECTIONS):
            for s in sockets:
                s.sendall(REQUEST)
            for s in sockets:
                received = b""
                while b"\r\n\r\n" not in received or not received.endswith(b"\n") or len(received.partition(b"\r\n\r\n")[2]) < 70:
                    more = s.recv(65536)
                    if not more:
                        raise RuntimeError(f"connection closed after {received[:200]!r}")
                    received += more
                if not received.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"not the upstream's answer: {received[:200]!r}")
    finally:
        for s in sockets:
            s.close()


def read(dump):
    """Instructions per request: in all, by group (self), and the most expensive functions."""
    text = annotate(dump, inclusive=False)
    functions = [(ir / COUNTED, name) for ir, name in text]
    groups = {name: 0.0 for name, _ in GROUPS} | {"rest": 0.0}
    for ir, name in functions:
        groups[next((group for group, pattern in GROUPS if re.search(pattern, name)), "rest")] += ir
    gate = max((ir / COUNTED for ir, name in annotate(dump, inclusive=True) if re.search(r"read_head", name)), default=None)
    return {"total": sum(ir for ir, _ in functions), "groups": groups, "read_head_inclusive": gate, "top": functions[:60]}


def annotate(dump, inclusive):
    """(instructions, function) of a dump, most expensive first."""
    words = ["callgrind_annotate", f"--inclusive={'yes' if inclusive else 'no'}", "--threshold=100", "--auto=no", dump]
    text = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120).stdout
    found = re.findall(r"^\s*([\d,]+) \(\s*[\d.]+%\)\s+(\S.*)$", text, re.MULTILINE)
    # Without the object file, whose path says where this was built and nothing else.
    name_of = lambda text: re.sub(r" \[/[^]]*\]$", "", text.split(":", 1)[-1])
    return [(int(ir.replace(",", "")), name_of(name)) for ir, name in found if "PROGRAM TOTALS" not in name]
