"""From samples to ratios, goals, and the table."""
from rows import DERIVED

INITIATOR, TARGET = "init", "target"


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


class Ratio:
    """Ours over theirs, taken inside each round."""

    def __init__(self, samples, ours, theirs, field, less_is_better):
        """theirs: one key, or several of which the better one of the round counts."""
        better = min if less_is_better else max
        self.ours, self.theirs, self.values = [], [], []
        for round_ in samples:
            base = [round_[key][field] for key in theirs if key in round_]
            if ours in round_ and base and better(base) > 0:
                self.ours.append(round_[ours][field])
                self.theirs.append(better(base))
                self.values.append(round_[ours][field] / better(base))

    @property
    def measured(self):
        return bool(self.values)

    @property
    def middle(self):
        return median(self.values)

    def __str__(self):
        return "%.2f× [%.2f..%.2f]" % (self.middle, min(self.values), max(self.values)) if self.measured else "–"


class Goal:
    def __init__(self, name, ratio, need, less_is_better):
        self.name, self.ratio, self.need, self.less = name, ratio, need, less_is_better

    @property
    def met(self):
        if not self.ratio.measured:
            return False
        return self.ratio.middle <= self.need if self.less else self.ratio.middle >= self.need

    def __str__(self):
        value = "%.3g" % self.ratio.middle if self.ratio.measured else "not-measured"
        return "goal %s ratio %s need %g %s" % (self.name, value, self.need, "met" if self.met else "short")


SIDES = {INITIATOR: ("ours", ["debian", "newest"]), TARGET: ("target", ["tgtd"])}


def goals(rows, samples):
    result = []
    for side, (ours, theirs) in SIDES.items():
        for row in rows:
            ratio = Ratio(samples[row.name], ours, theirs, row.field, row.less_is_better)
            result.append(Goal("%s-%s" % (side, row.name), ratio, row.initiator if side == INITIATOR else row.target, row.less_is_better))
        for derived in DERIVED:
            if derived.row in samples and len(rows) > 2:
                field = derived.initiator_field if side == INITIATOR else derived.target_field
                ratio = Ratio(samples[derived.row], ours, theirs, field, True)
                result.append(Goal("%s-%s" % (side, derived.name), ratio, derived.initiator if side == INITIATOR else derived.target, True))
    return result


def amount(field, value):
    if field == "iops":
        return "%.1f k" % (value / 1000)
    if field == "MBps":
        return "%.0f MB/s" % value
    if field == "p99us":
        return "%.0f µs" % value
    return "%.3f s" % value


UNITS = {"iops": "IOPS", "MBps": "MB/s", "p99us": "p99", "cpu_per_100k": "CPU s per 100 k", "tgt_per_100k": "CPU s per 100 k"}


def middle(field, values):
    return amount(field, median(values)) if values else "–"


def percent(share):
    return "%d %%" % (100 * share.middle) if share.measured else "–"


def cores(samples, key):
    """How busy the client and its peer were, each as a share of one core: who is at one is the limit."""
    runs = [round_[key] for round_ in samples if key in round_]
    shares = [median([run[field] * run["iops"] / 1e5 for run in runs]) for field in ("cpu_per_100k", "tgt_per_100k")] if runs else []
    return ", ".join("%d %%" % (100 * share) for share in shares) or "–"


def lines(rows, samples, every_goal):
    """The table in Markdown."""
    by_name = {goal.name: goal for goal in every_goal}
    table = ["| initiator on memtgt | libiscsi | Santinel | ratio [min..max] | goal | | of raw sockets | cores: Santinel, memtgt |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        goal = by_name["%s-%s" % (INITIATOR, row.name)]
        share = Ratio(samples[row.name], "ours", ["raw"], row.field, False)
        table.append(line(goal, row.field, percent(share)) + " %s |" % cores(samples[row.name], "ours"))
    table += [line(by_name[name], d.initiator_field, "–") + " – |" for d in DERIVED if (name := "%s-%s" % (INITIATOR, d.name)) in by_name]
    table += ["", "| target, our engine drives | tgtd | Santinel | ratio [min..max] | goal | | of raw sockets | cores: engine, Santinel | libiscsi drives Santinel |", "|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        goal = by_name["%s-%s" % (TARGET, row.name)]
        share = Ratio(samples[row.name], "target", ["raw"], row.field, False)
        other = [r["libiscsi"][row.field] for r in samples[row.name] if "libiscsi" in r]
        table.append(line(goal, row.field, percent(share)) + " %s | %s |" % (cores(samples[row.name], "target"), middle(row.field, other)))
    table += [line(by_name[name], d.target_field, "–") + " – | – |" for d in DERIVED if (name := "%s-%s" % (TARGET, d.name)) in by_name]
    return table


def line(goal, field, share):
    return "| %s, %s | %s | %s | %s | %s %g | %s | %s |" % (
        goal.name.split("-", 1)[1], UNITS[field], middle(field, goal.ratio.theirs), middle(field, goal.ratio.ours), goal.ratio,
        "≤" if goal.less else "≥", goal.need, "met" if goal.met else "short", share)
