"""Units by whatever a ledger calls them."""

from anwei.accounts.models import Unit, UnitKind
from anwei.imports.staging import plain


class UnitNames:
    """Every unit that is no enterprise, by name, short name and code, read once."""

    def __init__(self) -> None:
        self.by_name: dict[str, Unit | None] = {}
        for unit in Unit.objects.exclude(kind=UnitKind.ENTERPRISE):
            for name in {plain(unit.name), plain(unit.short_name), plain(unit.code or "")} - {""}:
                # A name that two units share says nothing.
                self.by_name[name] = None if name in self.by_name else unit

    def find(self, text: str) -> Unit | None:
        """The one unit of this name, or None."""
        return self.by_name.get(plain(text))
