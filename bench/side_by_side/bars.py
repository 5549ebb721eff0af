"""The bars, and which of them the results miss."""

MIB = 2**20


def all_of(results):
    """Every bar that the results can judge: what, the figure, the bar as text, and whether it holds."""
    found = {name: section["found"] for name, section in results.items()}
    lines = []

    def bar(what, figure, text, holds):
        lines.append((what, figure, text, holds))

    loads = found.get("loads", {})
    for load, least in [("cycle", 0.75), ("attach", 0.60), ("link", 0.60), ("bind", 0.60)]:
        servers = loads.get(f"{load}/32", {}).get("servers", {})
        if "bare" in servers and "testline" in servers:
            ratio = servers["testline"]["per_second"] / servers["bare"]["per_second"]
            bar(f"{load} at 32 connections", f"{ratio:.2f} × bare", f"at least {least:.2f}", ratio >= least)
            if load == "cycle":
                p99 = servers["testline"]["p99"] / servers["bare"]["p99"]
                bar("p99 of the cycle at 32", f"{p99:.2f} × bare's", "at most 1.50", p99 <= 1.5)
    for name, contest in found.get("others", {}).get("contests", {}).items():
        servers = contest["servers"]
        if name in servers and "testline" in servers:
            ratio = servers["testline"]["per_second"] / servers[name]["per_second"]
            least = {"httpmock": 1, "mockoon": 80}.get(name, 15)
            bar(f"cycle against {name}", f"{ratio:.1f} ×", f"at least {least} ×", ratio >= least)
    if start := found.get("start"):
        ratio = start["testline"] / start["bare"]
        bar("start to first answer", f"{start['testline']} ms", "under 10 ms", start["testline"] < 10)
        bar("start to first answer", f"{ratio:.2f} × bare's", "at most 3", ratio <= 3)
    if memory := found.get("memory"):
        started, last = memory["started"], memory["points"][-1]
        bar("memory, just started", f"{started / MIB:.1f} MiB", "at most 12 MiB", started <= 12 * MIB)
        what = f"memory after {last['requests']:,} requests"
        bar(what, f"{last['bytes'] / MIB:.1f} MiB", "at most 40 MiB", last["bytes"] <= 40 * MIB)
    if sizes := found.get("sizes"):
        bar("stripped binary", f"{sizes['binary'] / MIB:.1f} MiB", "at most 12 MiB", sizes["binary"] <= 12 * MIB)
    if suite := found.get("suite"):
        bar("scenario suite in process", f"{suite['seconds']} s", "under 1 s", suite["seconds"] < 1)
    for vendor, rate in found.get("explore", {}).items():
        bar(f"explore, {vendor}, one core", f"{rate:,} steps/s", "at least 20,000", rate >= 20_000)
    for name, nanoseconds in found.get("core", {}).items():
        micros = nanoseconds / 1000
        for start, most in [("make a world", 50), ("fork, ", 20), ("reset, ", 20)]:
            if name.startswith(start):
                bar(f"core: {name}", f"{micros:.1f} µs", f"at most {most}", micros <= most)
    for load, grown in found.get("numbers", {}).items():
        rates = [each["per_second"] for each in grown["servers"].values()]
        if len(rates) > 1:
            ratio = rates[0] / rates[-1]
            most = max(int(name.split("-")[1]) for name in grown["servers"])
            bar(f"{load} at {most:,} numbers against 10", f"{ratio:.2f} ×", "at most 2 ×", ratio <= 2)
            resident = list(grown["resident"].values())
            each = (resident[-1] - resident[0]) / most
            bar(f"memory a number ({load}, {most:,})", f"{each:.0f} bytes", "at most 1,024", each <= 1024)
    if worlds := found.get("worlds"):
        first, last = worlds[0], worlds[-1]
        each, ratio = last["bytes"] / max(1, last["worlds"] - 1), last["p50"] / first["p50"]
        bar("memory of an idle world", f"{each / 1024:.1f} KiB", "at most 4 KiB", each <= 4096)
        what = f"median request over {last['worlds']:,} worlds"
        bar(what, f"{ratio:.2f} × one world's", "at most 1.50", ratio <= 1.5)
    return lines


def missed(results):
    """A line for each bar that is missed."""
    return [f"{what}: {figure}, and the bar is {text}" for what, figure, text, holds in all_of(results) if not holds]
