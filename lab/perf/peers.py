"""The programs that are measured, and those they are measured against."""
import json, os, re, select, socket, subprocess, tempfile, time

OUT = "target/perf"
JAR = "app/target/santinel-app-0.1.0.jar"
SIZE_MB = 256
CPU = "0"  # where pinned ends run
JAVA_FLAGS = ["-XX:+UseSerialGC", "-Xmx256m", "-XX:MaxDirectMemorySize=1g"]


class Failed(Exception):
    pass


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for_port(port, process, name):
    for _ in range(100):
        if process.poll() is not None:
            raise Failed("%s ended at its start" % name)
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Failed("%s does not listen" % name)


class Peer:
    """A process that serves: pid, port, and where its LUN is."""

    def __init__(self, name, command, iqn, lun, port, log):
        self.name, self.iqn, self.lun, self.port = name, iqn, lun, port
        self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        wait_for_port(port, self.process, name)

    @property
    def pid(self):
        return self.process.pid

    @property
    def url(self):
        return "iscsi://127.0.0.1:%d/%s/%d" % (self.port, self.iqn, self.lun)

    def stop(self):
        self.process.kill()  # tgtd takes SIGTERM as "when the last target is gone"
        self.process.wait()


def memtgt(log):
    port = free_port()
    return Peer("memtgt", [OUT + "/memtgt", "-p", str(port), "-s", str(SIZE_MB)], "iqn.2026-01.example.bench:mem", 0, port, log)


def raw(log):
    port = free_port()
    return Peer("raw", [OUT + "/rawtcp", "-S", str(port)], "", 0, port, log)


def santinel(log):
    port, iqn = free_port(), "iqn.2026-01.io.santinel:bench"
    return Peer("santinel", ["./santinel", "target", "--portal", "127.0.0.1:%d" % port, "--target", iqn, "--lun", "ram:%dM" % SIZE_MB], iqn, 0, port, log)


class Tgtd(Peer):
    """Debian's tgtd with one LUN: a file in memory, each page of it written."""

    def __init__(self, log):
        self.image = tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="bench-tgt-")
        for _ in range(SIZE_MB):
            self.image.write(bytes(1 << 20))
        self.image.flush()
        self.control = str(10000 + os.getpid() % 20000)
        port, iqn = free_port(), "iqn.2026-01.example.bench:tgt"
        super().__init__("tgtd", ["tgtd", "-f", "-C", self.control, "--iscsi", "portal=127.0.0.1:%d" % port], iqn, 1, port, log)
        self.admin("--mode target --op new --tid 1 -T " + iqn)
        self.admin("--mode logicalunit --op new --tid 1 --lun 1 --bstype rdwr -b " + self.image.name)
        self.admin("--mode target --op bind --tid 1 -I ALL")
        for key, value in dict(MaxRecvDataSegmentLength=262144, MaxXmitDataSegmentLength=262144, FirstBurstLength=262144,
                               MaxBurstLength=1048576, InitialR2T="No", ImmediateData="Yes", MaxOutstandingR2T=1,
                               HeaderDigest="None,CRC32C", DataDigest="None,CRC32C", MaxQueueCmd=128).items():
            self.admin("--mode target --op update --tid 1 --name %s --value %s" % (key, value))

    def admin(self, words):
        command = ["tgtadm", "-C", self.control, "--lld", "iscsi"] + words.split()
        for _ in range(50):
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode == 0:
                return
            time.sleep(0.1)
        raise Failed("tgtadm %s: %s" % (words, done.stdout.strip()))

    def stop(self):
        super().stop()
        self.image.close()


class Engine:
    """EngineBench: one JVM for all measurements, idle between them, so that its code is compiled once."""

    def __init__(self, java, log):
        self.process = subprocess.Popen(
            [java] + JAVA_FLAGS + ["-cp", OUT + "/classes:" + JAR, "EngineBench"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, bufsize=1)

    def ask(self, line, seconds):
        self.process.stdin.write(line + "\n")
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        answer = self.process.stdout.readline() if ready else ""
        if not answer:
            raise Failed("EngineBench does not answer: " + line)
        result = json.loads(answer)
        if "error" in result:
            raise Failed("EngineBench: " + result["error"])
        return result

    def run(self, peer, row, rate, seconds, warm):
        return self.ask("run 127.0.0.1:%d %s %d %s %d %d %s %g %g %d %d" % (
            peer.port, peer.iqn, peer.lun, row.mode, row.bytes, row.depth, row.digest, seconds, warm, rate, peer.pid), 30 + seconds)

    def idle(self, peer, sessions):
        return self.ask("idle 127.0.0.1:%d %s %d" % (peer.port, peer.iqn, sessions), 120)

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


def once(command, row):
    """The line of JSON that a loader prints."""
    if row.pinned:
        command = ["taskset", "-c", CPU] + command
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        raise Failed("%s does not end" % command[0])
    lines = [l for l in done.stdout.splitlines() if l.startswith("{")]
    if done.returncode or not lines:
        raise Failed("%s: %s" % (os.path.basename(next(c for c in command if c.startswith(OUT))), (done.stderr.strip().splitlines() or ["no answer"])[-1]))
    return json.loads(lines[-1])


def lperf(build, peer, row, rate, seconds, warm):
    return once([OUT + "/lperf-" + build, "-u", peer.url, "-m", row.mode, "-b", str(row.bytes), "-q", str(row.depth),
                 "-d", row.digest, "-t", str(seconds), "-w", str(warm), "-r", str(rate), "-p", str(peer.pid)], row)


def rawtcp(peer, row, seconds, warm):
    return once([OUT + "/rawtcp", "-P", str(peer.port), "-m", row.raw, "-b", str(row.bytes), "-q", str(row.depth),
                 "-t", str(seconds), "-w", str(warm), "-p", str(peer.pid)], row)


def has_data_digest():
    header = OUT + "/libiscsi/include/iscsi/iscsi.h"
    return os.path.exists(header) and "iscsi_set_data_digest" in open(header).read()


def pin(pids, cpus):
    """Every thread of these processes, and those they start from now on, to these CPUs."""
    for pid in pids:
        subprocess.run(["taskset", "-a", "-c", "-p", cpus, str(pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def version(command, pattern):
    try:
        text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    except OSError:
        return "?"
    found = re.search(pattern, text)
    return found.group(1) if found else "?"
