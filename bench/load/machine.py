"""What the measurements stand on: cores, ports, and processes that are pinned, read from /proc and ended by id."""

import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

GATEWAY_CORE = 0
LOAD_CORE = 1
TICKS = os.sysconf("SC_CLK_TCK")
START_TIMEOUT_S = 20
STOP_TIMEOUT_S = 10

# Where the packages of the peers put what is not on an ordinary user's PATH.
os.environ["PATH"] += os.pathsep + "/usr/sbin"


def free_port():
    """A port of loopback that the kernel chose and nothing holds."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def find(*names):
    """The first of these programs that is there, or None."""
    return next((found for name in names if (found := shutil.which(name))), None)


def pinned(core, command):
    return ["taskset", "-c", str(core), *map(str, command)]


class Process:
    """A program on one core. Ended by its own id, never by name."""

    def __init__(self, name, core, command, log, **popen):
        self.name, self.log = name, pathlib.Path(log)
        with open(log, "wb") as out:
            self.child = subprocess.Popen(
                pinned(core, command), stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True, **popen
            )

    def ready(self, port, timeout_s=START_TIMEOUT_S):
        """Waits until the port accepts; an error with the program's last words when it does not."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            if self.child.poll() is not None:
                break
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    return self
            time.sleep(0.02)
        said = self.log.read_text(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"{self.name} does not accept on port {port}:\n{said}")

    def pids(self):
        """The program and the processes it forked (nginx's worker)."""
        found, queue = [], [self.child.pid]
        while queue:
            pid = queue.pop()
            found.append(pid)
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                queue += map(int, task.read_text().split())
        return found

    def cpu_s(self):
        """User and system time so far, in seconds."""
        user = system = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            user, system = user + int(fields[11]), system + int(fields[12])
        return user / TICKS, system / TICKS

    def resident_kib(self):
        return sum(
            int(line.split()[1])
            for pid in self.pids()
            for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmRSS:")
        )

    def stop(self, how=signal.SIGTERM):
        if self.child.poll() is None:
            self.child.send_signal(how)
            try:
                self.child.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.wait()


def core_busy_s(core):
    """Seconds that a core was busy so far, with whatever ran there."""
    for line in pathlib.Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name == f"cpu{core}":
            user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, ticks[:8])
            return (user + nice + system + irq + softirq + steal) / TICKS
    raise RuntimeError(f"this machine has no core {core}: two are needed")


def ask(port, method, path, headers=None, timeout_s=60):
    """One exchange on a connection of its own: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def describe():
    """The machine in general words, for the raw figures."""
    model = next(
        (l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown processor"
    )
    return {"cores": os.cpu_count(), "processor": model, "load_average": os.getloadavg(), "kernel": os.uname().release}
