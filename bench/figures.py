"""What a measurement says: figures, each against what it is to reach."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

WORDS = {True: "reached", False: "MISSED", None: ""}


@dataclass(frozen=True)
class Figure:
    """One number. `most` or `least` is what to reach; without either it is only told."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether it is good enough; None where nothing is asked of it."""
        if self.most is not None:
            return self.value < self.most
        if self.least is not None:
            return self.value >= self.least
        return None

    @property
    def target(self) -> str:
        """What is asked, in words."""
        if self.most is not None:
            return f"under {spoken(self.most)} {self.unit}".rstrip()
        if self.least is not None:
            return f"at least {spoken(self.least)} {self.unit}".rstrip()
        return ""

    @property
    def shown(self) -> str:
        """The number with its unit."""
        return f"{spoken(self.value)} {self.unit}".rstrip()


@dataclass(frozen=True)
class Measured:
    """A measurement that was run: when, on what, how long it took, and what it found."""

    name: str
    at: str
    seconds: float
    load: float
    scale: float
    figures: list[Figure]
    machine: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict:
        """For the results file; `reached` is written too, for readers that do not compute it."""
        figures = [asdict(figure) | {"reached": figure.reached} for figure in self.figures]
        return asdict(self) | {"figures": figures}

    @classmethod
    def of(cls, given: dict) -> "Measured":
        """Back from the results file."""
        return cls(**given | {"figures": figures_of(given["figures"])})


def figures_of(given: Sequence[dict]) -> list[Figure]:
    """Figures from their kept form."""
    return [
        Figure(**{name: value for name, value in one.items() if name != "reached"}) for one in given
    ]


def spoken(value: float) -> str:
    """A number with as many digits as it deserves."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank, so it is one that was measured)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
