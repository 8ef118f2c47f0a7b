"""docs/lifecycles.md shows the moves as they are in the code."""

from importlib import import_module

from docs import draw_lifecycles
from tests.guards.places import rooms


def tables_of_the_code() -> list[object]:
    """Every move that any room's lifecycle.py holds in a table."""
    names = [room.name for room in rooms() if (room / "lifecycle.py").exists()]
    modules = [import_module(f"anwei.{name}.lifecycle") for name in names]
    tables = [value for module in modules for value in vars(module).values()]
    return [
        move
        for table in tables
        if isinstance(table, list | tuple)
        for move in table
        if hasattr(move, "verb")
    ]


def test_the_page_is_what_the_tables_draw_today() -> None:
    kept = draw_lifecycles.PAGE.read_text(encoding="utf-8")
    assert kept == draw_lifecycles.page(), "run ./dev docs and commit docs/lifecycles.md"


def test_no_table_is_left_out_of_the_page() -> None:
    drawn = [move for life in draw_lifecycles.lives() for move in life.moves]
    moves = tables_of_the_code()
    assert len(moves) > 40, "the guard finds the tables"
    assert [move for move in moves if move not in drawn] == []
