"""Tables of the documents room, one module per noun."""

from anwei.documents.models.files import Counter, Document, StoredFile
from anwei.documents.models.papers import Letterhead, Paper, PaperTemplate, PdfState, Service

__all__ = [
    "Counter",
    "Document",
    "Letterhead",
    "Paper",
    "PaperTemplate",
    "PdfState",
    "Service",
    "StoredFile",
]
