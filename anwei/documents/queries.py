"""Reads about documents."""

from collections.abc import Iterable

from anwei.documents.models import Document
from anwei.documents.pictures import distance

# Up to so many of 64 points: the same scene, scaled, compressed again or slightly brighter.
ALIKE = 6


def alike(document: Document, among: Iterable[Document]) -> list[tuple[Document, int]]:
    """The pictures that look like this one, most alike first, with their distance.

    0 is the same picture. For telling that one photo is used as proof in two places.
    """
    looks = document.file.looks
    if looks is None:
        return []
    near = [
        (other, distance(looks, other.file.looks))
        for other in among
        if other.pk != document.pk and other.file.looks is not None
    ]
    return sorted((pair for pair in near if pair[1] <= ALIKE), key=lambda pair: pair[1])
