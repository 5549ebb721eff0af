"""docs/performance.md: written from the results; what stands between its two marks only."""

from . import bars, paths, plot

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


# How busy one core can be, with some room for rounding.
FULL = 1.05


def write(results):
    """Puts what was measured into the page and the plots beside it."""
    if not results or not paths.PAGE.exists():
        return
    text = paths.PAGE.read_text()
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    paths.PAGE.write_text(f"{before}{BEGIN}\n\n{measured(results)}\n{END}{after}")


def measured(results):
    parts = [table_of_bars(results)]
    found = {name: section["found"] for name, section in results.items()}
    if "loads" in found:
        parts.append(table_of_loads(found["loads"]))
    if "others" in found:
        parts.append(table_of_others(found["others"]))
    if "core" in found:
        parts.append(table_of_core(found["core"]))
    parts += plots(found)
    parts.append(conditions(results))
    return "\n".join(part for part in parts if part)


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def table_of_bars(results):
    rows = [[what, figure, text, "yes" if holds else "**no**"] for what, figure, text, holds in bars.all_of(results)]
    return "### Bars\n\n" + table(["what", "measured", "bar", "held"], rows)


def table_of_loads(loads):
    rows = []
    for name, contest in loads.items():
        load, connections = name.split("/")
        servers = contest["servers"]
        if not {"bare", "hyper", "testline"} <= servers.keys():
            continue
        bare, hyper, ours = servers["bare"], servers["hyper"], servers["testline"]
        ratio = f"{ours['per_second'] / bare['per_second']:.2f}"
        rates = [f"{each['per_second']:,}" for each in (ours, bare, hyper)]
        if any(each["busy"] > FULL for each in (ours, bare, hyper)):
            rates, ratio = ["–"] * len(rates), "–"
        used = [f"{each['processor']:.1f} ({each['busy']:.0%})" for each in (ours, bare)]
        rows.append([load, connections, *rates, ratio, f"{ours['p99']:,}", f"{bare['p99']:,}", *used])
    heads = ["load", "connections", "Testline /s", "bare /s", "hyper /s", "Testline ÷ bare", "p99 µs", "bare's p99 µs"]
    heads += ["CPU µs a request (core busy)", "bare's"]
    note = (
        "Where a core is busy for much less than all of the time, it was the load generator that was slow; what a"
        " request uses of the processor says more then. Where it seems busy for more than that, wrk, which starts a"
        " thread a connection, has counted requests from before its own clock began: rates are left out.\n\n"
    )
    return "### Side by side with a bare handler\n\n" + note + table(heads, rows)


def table_of_others(others):
    rows = []
    for name, contest in others["contests"].items():
        servers = contest["servers"]
        if not {name, "testline"} <= servers.keys():
            continue
        other, ours = servers[name], servers["testline"]
        rates = [f"{ours['per_second']:,}", f"{other['per_second']:,}"]
        ratio = f"{ours['per_second'] / other['per_second']:.1f}"
        rows.append([f"{name} {others['versions'].get(name, '')}", *rates, ratio, f"{other['p99']:,}"])
    heads = ["server", "Testline /s", "it /s", "Testline ÷ it", "its p99 µs"]
    note = "The cycle at 32 connections. These servers keep no state: they answer 204 whatever came before.\n\n"
    return "### Side by side with other mock servers\n\n" + note + table(heads, rows)


def table_of_core(core):
    note = "Without a socket, by criterion: the median of what one call takes.\n\n"
    rows = [[name, f"{nanoseconds / 1000:,.2f}"] for name, nanoseconds in core.items()]
    return "### The core alone\n\n" + note + table(["what", "µs"], rows)


def plots(found):
    """Writes the plots and gives the lines that show them."""
    drawn = {}
    if numbers := found.get("numbers"):
        cost = {
            load: [(int(name.split("-")[1]), 1e6 / each["per_second"]) for name, each in grown["servers"].items()]
            for load, grown in numbers.items()
        }
        drawn["numbers"] = plot.lines("Cost of a request by numbers in the world", "µs a request", cost)
    if worlds := found.get("worlds"):
        medians = {"median": [(each["worlds"], each["p50"]) for each in worlds]}
        drawn["worlds"] = plot.lines("Median of a request by worlds", "µs", medians)
    if memory := found.get("memory"):
        line = {"resident": [(each["requests"], each["bytes"] / 2**20) for each in memory["points"]]}
        drawn["memory"] = plot.lines("Memory by requests", "MiB", line)
    shown = ["### Growth\n"] if drawn else []
    for name, text in drawn.items():
        file = paths.PAGE.parent / f"performance-{name}.svg"
        file.write_text(text)
        shown.append(f"![{name}]({file.name})\n")
    return shown


def conditions(results):
    lines = ["### How it was measured\n", "<!-- not-run: it is a bench, and needs a machine to itself -->\n```sh", "bench/run", "```\n"]
    for name, section in results.items():
        machine = section["machine"]
        quick = ", quick" if section["quick"] else ""
        lines.append(
            f"- {name} ({section['when']}, commit {machine['commit']}{quick}): {machine['cpu']}, Linux"
            f" {machine['kernel']}, {machine['rustc']}, {machine['wrk']}"
        )
    if "others" in results:
        versions = results["others"]["found"]["versions"]
        lines.append("- " + ", ".join(f"{name} {version}" for name, version in versions.items()))
    return "\n".join(lines) + "\n"
