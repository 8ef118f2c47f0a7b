"""Tables of the committee, one module per noun."""

from anwei.committee.models.body import Body, BodyKind, Cadence, Member, Part, Replacement
from anwei.committee.models.draft import Directive, DirectivePoint, Draft
from anwei.committee.models.meeting import (
    AgendaItem,
    AgendaPaper,
    Convening,
    ItemKind,
    Kind,
    Meeting,
    MeetingPerson,
    Seat,
)
from anwei.committee.models.minutes import Annotation, MinutesRemark, Point, PointKind, PointText
from anwei.committee.models.resolution import Resolution
from anwei.committee.models.task import (
    Answer,
    AnswerPaper,
    Extension,
    HandOver,
    Recurring,
    Target,
    Task,
    TaskPart,
)

__all__ = [
    "AgendaItem",
    "AgendaPaper",
    "Annotation",
    "Answer",
    "AnswerPaper",
    "Body",
    "BodyKind",
    "Cadence",
    "Convening",
    "Directive",
    "DirectivePoint",
    "Draft",
    "Extension",
    "HandOver",
    "ItemKind",
    "Kind",
    "Meeting",
    "MeetingPerson",
    "Member",
    "MinutesRemark",
    "Part",
    "Point",
    "PointKind",
    "PointText",
    "Recurring",
    "Replacement",
    "Resolution",
    "Seat",
    "Target",
    "Task",
    "TaskPart",
]
