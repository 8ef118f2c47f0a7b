"""Who is told of which move. The notice is a row written with the move."""

from datetime import datetime

from anwei.hazards.models import Hazard, Instruction, Referral, Transfer


def about_registered(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The handling unit has a new case; nobody's case goes to the committee office."""


def about_assigned(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The enterprise and the handling unit have a term."""


def about_rectified(hazard: Hazard, *, by: object, at: datetime) -> None:
    """A fix waits for its check."""


def about_returned(hazard: Hazard, *, by: object, at: datetime, remark: str) -> None:
    """Something came back with remarks."""


def about_ended(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The case ended."""


def about_reopened(hazard: Hazard, *, by: object, at: datetime, reason: str) -> None:
    """The case was taken up again."""


def about_determined(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The level was determined."""


def about_second_person(hazard: Hazard, *, by: object, at: datetime) -> None:
    """A determination waits for its second person."""


def about_plan(hazard: Hazard, *, by: object, at: datetime) -> None:
    """A plan was handed in or decided on, or a major case went a step on."""


def about_extension(hazard: Hazard, *, by: object, at: datetime) -> None:
    """More time was asked for, or decided on."""


def about_transfer(hazard: Hazard, offered: Transfer, *, by: object, at: datetime) -> None:
    """A case was offered, received, refused or not answered."""


def about_referral(hazard: Hazard, put: Referral, *, by: object, at: datetime) -> None:
    """A matter was put before a leader, or decided."""


def about_instruction(hazard: Hazard, given: Instruction, *, by: object, at: datetime) -> None:
    """A leader's instruction was given, answered, done or sent back."""
