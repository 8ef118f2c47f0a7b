"""`./dev bench [NAME…]`: run measurements and print every figure against what it is to reach."""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import databases, machine, report
from bench.databases import Place
from bench.figures import Figure, Measured

WORK = "bench_work"
MILLION, USUAL = 1_000_000, 20_000


@dataclass(frozen=True)
class Measurement:
    """A module, and the sample zone it works on: how large, where, and whether on a copy it may change.

    `seldom`: takes so long that it runs only when named; its last result stands in the document.
    """

    module: str
    hazards: int = 0
    embedded: bool = False
    copied: bool = False
    seldom: bool = False


MEASUREMENTS = {
    "zone": Measurement("making"),
    "register": Measurement("register", MILLION),
    "search": Measurement("searching", MILLION),
    "situation": Measurement("situation", MILLION),
    "trace": Measurement("tracing", MILLION, copied=True),
    "export": Measurement("exporting", MILLION),
    "moves": Measurement("moves", USUAL, copied=True),
    "minutes": Measurement("minuting", USUAL, copied=True),
    "pages": Measurement("pages", USUAL, embedded=True),
    "import": Measurement("importing"),
    "million": Measurement("making_million", seldom=True),
    "memory": Measurement("import_memory", seldom=True),
}


def arguments() -> argparse.ArgumentParser:
    """The words after ./dev bench."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        help=f"which: {', '.join(MEASUREMENTS)}; all but those that take long if none",
    )
    parser.add_argument("--list", action="store_true", help="only say what there is")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="make everything smaller, for trying out (0.01)"
    )
    parser.add_argument(
        "--write", action="store_true", help="write docs/performance.md from the results kept"
    )
    parser.add_argument("--json", action="store_true", help="print the results kept as JSON")
    return parser


def main() -> int:
    """Exit status 0 when all was measured (reached or missed), 1 when a measurement failed, 2 wrong usage."""
    parser = arguments()
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in MEASUREMENTS]:
        parser.error(f"no such measurement: {', '.join(unknown)}")
    if options.list:
        for name, one in MEASUREMENTS.items():
            print(
                f"{name:<12} {report.title_of(one.module)}{' (only when named)' if one.seldom else ''}"
            )
        return 0
    place = Place(
        os.environ["ANWEI_BENCH_DATABASE_URL"], Path(os.environ["ANWEI_BENCH_HOME"]), options.scale
    )
    place.home.mkdir(parents=True, exist_ok=True)
    kept = report.Kept(place.home / ("results.json" if place.scale == 1 else "tried-out.json"))
    failed = []
    usual = [name for name, one in MEASUREMENTS.items() if not one.seldom]
    if not (options.write or options.json) or options.names:
        failed = measure_all(place, options.names or usual, kept)
    measured = [one for name in MEASUREMENTS if (one := kept.get(name))]
    if options.json:
        print(json.dumps([one.as_json() for one in measured], ensure_ascii=False, indent=2))
    elif options.write:
        print(
            f"Wrote {report.write(measured, {name: one.module for name, one in MEASUREMENTS.items()})}"
        )
    return 1 if failed else 0


def measure_all(place: Place, names: list[str], kept: "report.Kept") -> list[str]:
    """Run them one after another; the names of those that failed. What was measured is kept at once."""
    about = machine.described(place.cluster)
    for name, value in about.items():
        print(f"{name:<22} {value}")
    failed = []
    for name in names:
        print(f"\n--- {name}: {report.title_of(MEASUREMENTS[name].module)}", flush=True)
        load, begun, at = machine.load(), time.monotonic(), machine.now()
        figures = measured_apart(place, name, MEASUREMENTS[name])
        if figures is None:
            failed.append(name)
            continue
        seconds = time.monotonic() - begun
        kept.put(Measured(name, at, seconds, load, place.scale, figures, about))
        print(f"  ({seconds:.0f} s, load before it {load:.1f})", flush=True)
    say_in_short(kept, names, failed)
    return failed


def measured_apart(place: Place, name: str, wanted: Measurement) -> list[Figure] | None:
    """The figures of one measurement, run in its own process; None where it failed."""
    result = place.home / f"{name}.figures"
    given = {"cluster": place.cluster, "home": str(place.home), "scale": place.scale}
    env = prepared(place, wanted) | {"BENCH_PLACE": json.dumps(given)}
    words = [sys.executable, "-m", "bench.inside", wanted.module, str(result)]
    done = subprocess.run(words, env=env, cwd=databases.ROOT)
    if wanted.copied:
        place.drop(WORK)
    if done.returncode:
        return None
    lines = result.read_text(encoding="utf-8").splitlines()
    result.unlink()
    return [Figure(**json.loads(line)) for line in lines]


def prepared(place: Place, wanted: Measurement) -> dict[str, str]:
    """The environment of a measurement, its database made where it was not there."""
    hazards = place.sized(wanted.hazards, least=2000)
    if wanted.embedded:
        return place.environment(None, databases.embedded(place, hazards, print))
    if not wanted.hazards:
        return place.environment(None)
    database = databases.zone(place, hazards, print)
    if wanted.copied:
        place.create(WORK, copy_of=database)
        database = WORK
    return place.environment(database)


def say_in_short(kept: "report.Kept", names: list[str], failed: list[str]) -> None:
    """The last lines: how many reached, and every one that did not."""
    asked = [
        (name, figure)
        for name in names
        if name not in failed and (one := kept.get(name))
        for figure in one.figures
        if figure.reached is not None
    ]
    missed = [(name, figure) for name, figure in asked if not figure.reached]
    print(f"\n{len(asked) - len(missed)} of {len(asked)} figures reached")
    for name, figure in missed:
        print(f"MISSED  {name}: {figure.what}: {figure.shown}, asked {figure.target}")
    for name in failed:
        print(f"FAILED  {name}: it ended with an error, see above")


if __name__ == "__main__":
    sys.exit(main())
