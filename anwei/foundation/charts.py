"""What a chart shows, told once: the script draws it and the page prints it as a table."""

from dataclasses import dataclass, field
from typing import Literal

Values = list[float | None]


@dataclass(frozen=True)
class Series:
    """One line, one colour of bars or one row of a heat map; `values` stand under the chart's labels.

    `links` are the addresses of the lists behind the values, where each value has its own.
    """

    name: str
    values: Values
    dashed: bool = False
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Band:
    """A range round a line, as of a forecast; `low` and `high` stand under the chart's labels."""

    name: str
    low: Values
    high: Values


@dataclass(frozen=True)
class Chart:
    """Bars, lines or a heat map. `links` are addresses of the lists behind the labels.

    Raises ValueError where a series does not have one value for each label.
    """

    kind: Literal["bar", "line", "heat"]
    title: str
    labels: list[str]
    series: list[Series]
    unit: str = ""
    stacked: bool = False
    lying: bool = False
    band: Band | None = None
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        columns = [(one.name, one.values) for one in self.series]
        columns += [(one.name, one.links) for one in self.series if one.links]  # type: ignore[misc]
        if self.band:
            columns += [(self.band.name, self.band.low), (self.band.name, self.band.high)]
        if self.links:
            columns.append(("links", self.links))  # type: ignore[arg-type]
        for name, values in columns:
            if len(values) != len(self.labels):
                raise ValueError(f"{name}: {len(values)} values for {len(self.labels)} labels.")

    def for_script(self) -> dict:
        """What the script reads."""
        numbers = [value for one in self.series for value in one.values if value is not None]
        return {
            "kind": self.kind,
            "labels": [str(label) for label in self.labels],
            "series": [
                {
                    "name": str(one.name),
                    "values": one.values,
                    "dashed": one.dashed,
                    "links": one.links or self.links or None,
                }
                for one in self.series
            ],
            "unit": str(self.unit),
            "stacked": self.stacked,
            "lying": self.lying,
            "whole": all(float(number).is_integer() for number in numbers),
            "band": self.band
            and {"name": str(self.band.name), "low": self.band.low, "high": self.band.high},
        }

    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The table: per row its name and, per label, the value in words and the address behind it."""
        links = self.links or [""] * len(self.labels)
        rows = [
            (one.name, list(zip(map(_shown, one.values), one.links or links, strict=True)))
            for one in self.series
        ]
        if self.band:
            pairs = zip(self.band.low, self.band.high, strict=True)
            cells = [f"{_shown(low)}–{_shown(high)}" for low, high in pairs]
            rows.append((self.band.name, list(zip(cells, links, strict=True))))
        return rows


def _shown(value: float | None) -> str:
    """A value for the table; a dash where there is none."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
