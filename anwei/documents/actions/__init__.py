"""The only writers of the documents room, one module per noun; files are asked for most, so they stand here too."""

from anwei.documents.actions.files import FOLDER, ORPHAN_AFTER, store, sweep

__all__ = ["FOLDER", "ORPHAN_AFTER", "store", "sweep"]
