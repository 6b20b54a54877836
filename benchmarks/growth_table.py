"""The page of results: one table of medians and ratios a size, how each grows, and what was loaded."""

import platform
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from benchmarks.growth_peers import beside_python
from benchmarks.growth_rates import Load
from benchmarks.growth_story import SIZES
from benchmarks.timing import Figures

Found = Mapping[str, Figures | str]
OURS = ("isu report balances (State and line)", "isu report arrears (of a past day)")
PEERS = {"ledger": 2, "hledger": 10, "bean-check": 20}  # by how much ours are to be faster
OTHERS = {"django-ledger": 415, "Tryton": 200}  # entries a second, measured before


def page(found: Mapping[int, Found], agreed: Sequence[str], loads: Sequence[Load]) -> str:
    """Write the page as Markdown."""
    parts = [
        "# Speed and growth",
        "",
        f"`python -m benchmarks.growth`, {datetime.now(tz=UTC):%Y-%m-%d}. {_machine()}. {_versions()}.",
        "",
        "Every figure is of a process from its start, the median of so many runs; the processor's seconds are user and",
        "system together. The others read the same entries without notes, tags and balance assertions.",
        "",
    ]
    for entries, of_size in found.items():
        parts += _one_size(entries, of_size)
    parts += [*_growth(found), *_aims(found), "## Figures", "", *(f"- {said}" for said in agreed), "", *_loads(loads)]
    return "\n".join(parts) + "\n"


def _one_size(entries: int, found: Found) -> list[str]:
    base = found.get(OURS[0])
    lines = [
        f"## {entries:,} entries ({SIZES[entries]})".replace(",", "'"),
        "",
        "| | wall s | processor s | MiB | runs | × `isu report balances` |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, figures in found.items():
        if isinstance(figures, str):
            lines.append(f"| {name} | {figures} | | | | |")
            continue
        ratio = f"{figures.processor / base.processor:.1f}" if isinstance(base, Figures) else ""
        lines.append(
            f"| {name} | {figures.wall:.2f} | {figures.processor:.2f} | {figures.mib:.0f} | {figures.runs} | {ratio} |"
        )
    return [*lines, ""]


def _growth(found: Mapping[int, Found]) -> list[str]:
    sizes = list(found)
    if len(sizes) < 2:
        return []
    steps = list(pairwise(sizes))
    head = " | ".join(f"{small:,} → {large:,}".replace(",", "'") for small, large in steps)
    lines = [
        "## Growth (seconds of the processor; ten times the entries)",
        "",
        f"| | {head} |",
        "|---|" + "--:|" * len(steps),
    ]
    for name in found[sizes[-1]]:
        cells = [_factor(found[small].get(name), found[large].get(name)) for small, large in steps]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, ""]


def _factor(small: Figures | str | None, large: Figures | str | None) -> str:
    if isinstance(small, Figures) and isinstance(large, Figures) and small.processor:
        return f"{large.processor / small.processor:.1f}"
    return ""


def _aims(found: Mapping[int, Found]) -> list[str]:
    """Say by how much ours are faster than each peer, and by how much they were to be."""
    aims = " | ".join(f"{name}, aim {times}" for name, times in PEERS.items())
    lines = ["## Ours beside theirs", "", f"| | reading | {aims} | MiB, aim below 200 |", "|--:|---|--:|--:|--:|--:|"]
    for entries, of_size in found.items():
        for name in OURS:
            own = of_size.get(name, "")
            if isinstance(own, Figures):
                cells = [_times(own, of_size, peer) for peer in PEERS]
                lines.append(f"| {entries:,} | {name} | {' | '.join(cells)} | {own.mib:.0f} |".replace(",", "'"))
    return [*lines, ""]


def _times(own: Figures, found: Found, peer: str) -> str:
    theirs = next((held for name, held in found.items() if name.startswith(f"{peer} ")), None)
    return f"{theirs.processor / own.processor:.1f} ×" if isinstance(theirs, Figures) else "–"


def _loads(loads: Sequence[Load]) -> list[str]:
    others = ", ".join(f"{name} {rate}" for name, rate in OTHERS.items())
    lines = [
        "## Loading, with every guard and the chain on",
        "",
        "| | entries | entries a second of the processor |",
        "|---|--:|--:|",
    ]
    lines += [f"| {name} | {count} | {count / seconds:.0f} |" for name, count, seconds in loads]
    return [*lines, "", f"Beside it, posted one by one: {others} entries a second."]


def _machine() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(models) or 1} × {models[0] if models else platform.machine()}, {platform.system()}"


def _versions() -> str:
    own = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for command in ("bean-check", "bean-query", "ledger", "hledger"):
        try:
            told = subprocess.run(
                [beside_python(command), "--version"], check=True, capture_output=True, text=True
            ).stdout
            own.append(f"{command} {told.splitlines()[0].split(',')[0].split()[-1]}")
        except OSError:
            own.append(f"{command} not installed")
    return ", ".join(own)
