"""The small cast that walks every address: one person of each role, each in a fitting unit."""

from dataclasses import dataclass

from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import PASSWORD, make_unit, make_user


@dataclass(frozen=True)
class Cast:
    """People by role, and the units they stand in: the enterprise lies in the community of the street."""

    people: dict[str, User]
    zone: Unit
    office: Unit
    department: Unit
    street: Unit
    community: Unit
    enterprise: Unit
    stranger: User  # an enterprise's person of whom nobody but the all-seeing knows


def make_cast() -> Cast:
    """Everybody, freshly made."""
    zone = make_unit(kind=UnitKind.ZONE, name="Zone of the cast")
    office = make_unit(kind=UnitKind.OFFICE, name="Office of the cast", parent=zone)
    department = make_unit(
        kind=UnitKind.DEPARTMENT, name="Department of the cast", parent=zone, enforcing=True
    )
    street = make_unit(kind=UnitKind.STREET, name="Street of the cast", parent=zone)
    community = make_unit(kind=UnitKind.COMMUNITY, name="Community of the cast", parent=street)
    enterprise = make_unit(kind=UnitKind.ENTERPRISE, name="Works of the cast", parent=community)
    homes = {
        "officer": department,
        "inspector": department,
        "street": street,
        "enterprise": enterprise,
        "clerk": office,
    }
    people = {role: make_user(role, unit=homes.get(role), password=PASSWORD) for role in ROLES}
    return Cast(
        people,
        zone,
        office,
        department,
        street,
        community,
        enterprise,
        stranger=make_user("enterprise"),
    )
