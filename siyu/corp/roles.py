"""Who may do what: permissions by role."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """An adviser and a manager read; an operator changes; an owner may do everything."""

    OWNER = "owner"
    OPERATOR = "operator"
    MANAGER = "manager"
    ADVISER = "adviser"


PERMISSIONS = frozenset(
    (
        *("corp.read", "corp.write", "codes.read", "codes.write"),
        *("customers.read", "customers.write", "customers.export", "materials.write"),
        *("accounts.manage", "audit.read"),
    )
)

_OF: Mapping[Role, frozenset[str]] = {
    Role.OWNER: PERMISSIONS,
    Role.OPERATOR: PERMISSIONS - {"corp.write", "accounts.manage", "audit.read"},
    Role.MANAGER: frozenset(("corp.read", "codes.read", "customers.read", "audit.read")),
    Role.ADVISER: frozenset(("corp.read", "codes.read", "customers.read")),
}


def permissions_of(role: Role) -> frozenset[str]:
    """Every permission of a role."""
    return _OF[role]
