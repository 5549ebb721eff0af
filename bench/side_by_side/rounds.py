"""Interleaved rounds: A B B A, again and again, so that a machine that drifts is the same for all."""

from statistics import median

from . import load as loads
from . import world


class Contest:
    """Several servers under one load."""

    def __init__(self, servers, load, connections, settings):
        self.servers, self.load, self.connections, self.settings = servers, load, connections, settings
        self.rounds = settings.rounds_judged if connections == 32 else settings.rounds
        self.samples = {server.name: [] for server in servers}
        self.void = []

    def run(self):
        """The median of every server, by name."""
        for server in self.servers:
            self.warm(server)
        for nth in range(self.rounds):
            order = self.servers if nth % 2 == 0 else self.servers[::-1]
            for server in order:
                sample = self.sample(server, self.settings.seconds)
                if sample:
                    self.samples[server.name].append(sample)
        return {name: summary(samples) for name, samples in self.samples.items() if samples}

    def warm(self, server):
        """Until two samples differ by less than 5 %."""
        before = None
        for _ in range(self.settings.warm_ups):
            sample = self.sample(server, self.settings.warm_seconds)
            now = sample.per_second if sample else None
            if before and now and abs(now - before) < 0.05 * before:
                return
            before = now

    def sample(self, server, seconds):
        ours = server.name.startswith("testline")
        if ours:
            world.admin(server, "POST", "worlds/default/reset")
        try:
            sample = loads.run(server, self.load, self.connections, seconds)
            if ours and self.load in loads.CLAUSES:
                self.judge(server)
            return sample
        except loads.Void as void:
            print(f"  void: {void}", flush=True)
            self.void.append(str(void))
            return None

    def judge(self, server):
        """Asks the emulator itself whether it has met anything but what the loads are made of."""
        met = world.admin(server, "GET", "worlds/default/coverage")["operations"]
        known = {clause for clauses in loads.CLAUSES.values() for clause in clauses}
        others = sorted({one["clause"] for operation in met for one in operation["met"]} - known)
        if others:
            raise loads.Void(f"{server.name} met {', '.join(others)}")


def summary(samples):
    return {
        "per_second": round(median(sample.per_second for sample in samples)),
        "p50": median(sample.p50 for sample in samples),
        "p99": median(sample.p99 for sample in samples),
        "processor": round(median(sample.processor for sample in samples), 2),
        "busy": round(median(sample.busy for sample in samples), 2),
        "rounds": len(samples),
        "lowest": round(min(sample.per_second for sample in samples)),
        "highest": round(max(sample.per_second for sample in samples)),
    }
