"""The rows of the table: what is measured, and what each is to come to."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    mode: str
    bytes: int
    depth: int
    initiator: float  # goal: ours over libiscsi, on memtgt
    target: float  # goal: ours over tgtd, both driven by our engine
    digest: str = "none"
    pinned: bool = False  # both ends on one CPU
    rates: tuple = (0, 0)  # I/Os a second for the initiators, for the targets; 0 is as fast as it goes

    @property
    def field(self):  # what is compared
        return "p99us" if self.rates[0] else "MBps" if self.mode.startswith("seq") else "iops"

    @property
    def raw(self):  # rawtcp's shape for the same bytes
        if self.mode.startswith("seq"):
            return "s" + self.mode[3:]
        return "rd" if self.mode == "randread" else "wr"

    @property
    def less_is_better(self):
        return self.field == "p99us"


KIB, MIB = 1 << 10, 1 << 20

ROWS = [
    Row("read-4k-d1", "randread", 4 * KIB, 1, 1.1, 1.5, pinned=True),
    Row("write-4k-d1", "randwrite", 4 * KIB, 1, 1.5, 1.5, pinned=True),
    Row("read-4k-d32", "randread", 4 * KIB, 32, 5, 10),
    Row("write-4k-d32", "randwrite", 4 * KIB, 32, 7, 10),
    Row("read-4k-d128", "randread", 4 * KIB, 128, 4, 10),
    Row("write-4k-d128", "randwrite", 4 * KIB, 128, 4.5, 10),
    Row("read-256k-d8", "seqread", 256 * KIB, 8, 1.0, 1.5),
    Row("write-256k-d8", "seqwrite", 256 * KIB, 8, 1.25, 1.5),
    Row("read-1m-d8", "seqread", MIB, 8, 1.0, 1.5),
    Row("write-1m-d8", "seqwrite", MIB, 8, 1.25, 1.5),
    Row("read-4k-d32-digests", "randread", 4 * KIB, 32, 9, 8, digest="both"),
    Row("write-4k-d32-digests", "randwrite", 4 * KIB, 32, 13, 8, digest="both"),
    Row("read-256k-d8-digests", "seqread", 256 * KIB, 8, 4.5, 3, digest="both"),
    Row("read-4k-paced", "randread", 4 * KIB, 32, 1.0, 1.0, rates=(10000, 4000)),
    Row("write-4k-paced", "randwrite", 4 * KIB, 32, 1.0, 1.0, rates=(10000, 4000)),
]

QUICK = ["read-4k-d32", "write-4k-d32"]


@dataclass(frozen=True)
class Derived:
    """A goal on another figure of a row that was measured; less is better."""

    name: str
    row: str
    initiator_field: str
    target_field: str
    initiator: float
    target: float


DERIVED = [
    Derived("cpu-read-4k-d32", "read-4k-d32", "cpu_per_100k", "tgt_per_100k", 0.17, 0.2),
    Derived("cpu-write-4k-d32", "write-4k-d32", "cpu_per_100k", "tgt_per_100k", 0.17, 0.2),
    Derived("p99-read-4k-d32", "read-4k-d32", "p99us", "p99us", 0.2, 0.2),
    Derived("p99-write-4k-d32", "write-4k-d32", "p99us", "p99us", 0.2, 0.2),
]
