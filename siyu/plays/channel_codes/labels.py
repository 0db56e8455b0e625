"""What a code writes on its customers: tags, and a remark and description within WeCom's limits."""

from dataclasses import dataclass

from siyu.plays.channel_codes.config import Labels

# externalcontact/remark (doc 92115)
REMARK_CHARS = 20
DESCRIPTION_CHARS = 150
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark (≤20 characters) and description (≤150) for the adviser; empty means leave as it is."""

    remark: str
    description: str


def note(labels: Labels, customer_name: str) -> Note | None:
    """What to write on the customer's card; None when the code writes nothing."""
    has_affix = bool(labels.remark_prefix or labels.remark_suffix)
    if not has_affix and not labels.description:
        return None
    return Note(remark=remark(labels, customer_name) if has_affix else "", description=labels.description)


def remark(labels: Labels, customer_name: str) -> str:
    """Prefix, name, suffix; the name gives way when it is too long."""
    room = REMARK_CHARS - len(labels.remark_prefix) - len(labels.remark_suffix)
    name = customer_name.strip()
    if len(name) > room:
        name = name[: room - 1] + ELLIPSIS if room > 1 else ""
    return f"{labels.remark_prefix}{name}{labels.remark_suffix}"
