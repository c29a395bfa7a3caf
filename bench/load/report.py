"""The printed tables, and the raw figures beside them."""

import json
import time

from load import spread
from machine import describe

TARGETS = {
    "P1": "≤ 1.10 × bare pingora",
    "P4": "≤ 300 ns at 100,000 routes, ≤ 2 × that at 100, ≤ 1 KiB a route, compile ≤ 2 s",
    "P6": "a third of Apache Velocity's time on a warm JVM, or less",
    "P8": "at most 100 µs of processor time a call, echo in Rust",
    "P5": "0 failed, p99 ≤ 2 ×, resident memory ≤ 1.05 ×",
}


def three(of, form="{:.1f}"):
    median, least, most = of
    return f"{form.format(median)} ({form.format(least)}–{form.format(most)})"


def table(header, rows):
    cells = [header, *rows]
    widths = [max(len(str(row[i])) for row in cells) for i in range(len(header))]
    line = lambda row: "| " + " | ".join(str(c).ljust(w) for c, w in zip(row, widths)) + " |"
    return "\n".join([line(header), "|" + "|".join("-" * (w + 2) for w in widths) + "|", *map(line, rows)])


def plain(rows, missing, ceiling, rounds):
    """P1."""
    header = ["P1 plain proxy", "CPU µs/request", "× bare pingora", "requests/s", "p50 ms", "p99 ms", "core", "failed"]
    lines = [
        [
            r["name"],
            three(r["cpu_us"]),
            three(r["to_bare"], "{:.2f}") if r["to_bare"] else "–",
            f"{r['rps'][0]:,.0f}",
            f"{r['p50_us'][0] / 1000:.2f}",
            f"{r['p99_us'][0] / 1000:.2f}",
            f"{r['core_share'][0]:.0%}",
            f"{r['failed']} of {r['requests']:,}",
        ]
        for r in rows
    ]
    lines += [[name, f"not installed: {remedy}", *["–"] * 6] for name, remedy in missing.items()]
    fastest = max((r["rps"][0] for r in rows), default=0)
    return (
        f"{table(header, lines)}\nMedian (least–most) of {rounds} rounds. Target: {TARGETS['P1']}. The load generator reaches the "
        f"upstream by itself at {ceiling[0]:,.0f} requests/s, the fastest proxy at {fastest:,.0f}."
    )


def routes(what, first, rows, rounds):
    """Routes of one gateway, beside the first of them."""
    header = [what, "CPU µs/request", f"× {first}", "requests/s", "failed"]
    lines = [
        [r["what"], three(r["cpu_us"]), three(r["to_first"], "{:.2f}"), f"{r['rps'][0]:,.0f}", f"{r['failed']} of {r['requests']:,}"]
        for r in rows
    ]
    return f"{table(header, lines)}\nMedian (least–most) of {rounds} rounds."


def gate(counted):
    """The head gate's share, from instruction counts."""
    header = ["Instructions a request", *counted]
    names = ["total", *next(iter(counted.values()))["groups"]]
    cell = lambda c, name: c["total"] if name == "total" else c["groups"][name]
    lines = [[name, *(f"{cell(c, name):,.0f}" for c in counted.values())] for name in names]
    ours = counted.get("tollgate")
    share = f"\nHead gate: {ours['groups']['head gate'] / ours['total']:.1%} of tollgate's own instructions a request." if ours else ""
    return table(header, lines) + share


def local_functions(rounds):
    """P8."""
    header = ["P8 local function", "µs CPU a call (least–most)", "of the function's own", "calls a second"]
    lines = []
    for at_once in sorted({r["at_once"] for r in rounds}):
        of = lambda key: spread([r[key] for r in rounds if r["at_once"] == at_once])
        gateway, own, rate = of("gateway_us"), of("function_us"), of("calls_per_second")
        lines.append([f"{at_once} at once", "{:.0f} ({:.0f}–{:.0f})".format(*gateway), f"{own[0]:.0f}", f"{rate[0]:,.0f}"])
    return f"{table(header, lines)}\nTarget: {TARGETS['P8']}."


def route_table(sizes):
    """P4."""
    header = ["P4 route table", "routes", "look-up ns (least–most)", "× 100 routes", "bytes a route", "compile ms"]
    lines = [
        [
            s["protocol"].upper(),
            f"{s['routes']:,}",
            f"{s['find_ns']:.0f} ({s['find_ns_best']:.0f}–{s['find_ns_worst']:.0f})",
            f"{s['ratio_to_100']:.2f}",
            f"{s['bytes_a_route']:.0f}",
            f"{s['compile_ms']:.0f}",
        ]
        for s in sizes
    ]
    return f"{table(header, lines)}\nTarget: {TARGETS['P4']}."


def template(s):
    """P6."""
    theirs = spread(s["ns"]["Apache Velocity 1.7"])
    header = [f"P6 a template of {s['template_bytes']:,} bytes", "µs of processor time a rendering", "Velocity's time / this"]
    lines = [
        [name, three([n / 1000 for n in spread(ns)]), f"{theirs[0] / spread(ns)[0]:.1f}"] for name, ns in s["ns"].items()
    ]
    return f"{table(header, lines)}\nMedian (least–most). Target: {TARGETS['P6']}."


def reload(s):
    """P5."""
    lines = [
        ["failed requests", f"{s['failed']} of {s['requests']:,}", "0"],
        ["p99 with reloads / without", three(s["p99_ratio"], "{:.2f}"), "≤ 2"],
        ["p99 without, with (ms)", f"{s['p99_quiet_us'] / 1000:.2f}, {s['p99_reloading_us'] / 1000:.2f}", ""],
        ["resident memory, reload 50 / reload 10", f"{s['memory_ratio']:.3f}", "≤ 1.05"],
        ["resident memory (MiB)", ", ".join(f"{k / 1024:.1f}" for k in s["resident_kib"]), ""],
        ["a reload, awaited (ms)", three(s["reload_ms"], "{:.0f}"), ""],
    ]
    return table([f"P5 {s['reloads']} reloads of 10,000 routes", "measured", "target"], lines)


def save(directory, results):
    """Raw figures; one file a run."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / time.strftime("%Y-%m-%dT%H%M%S.json")
    file.write_text(json.dumps({"machine": describe(), **results}, indent=1) + "\n")
    return file
