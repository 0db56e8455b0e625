"""The kinds of effects every installation can do; plays add their own."""

from siyu.act.adapter import Adapter
from siyu.act.builtin import contact_way, labels, welcome

BUILT_IN: tuple[Adapter, ...] = (
    welcome.SEND_WELCOME,
    labels.MARK_TAG,
    labels.REMARK_CONTACT,
    contact_way.ADD,
    contact_way.UPDATE,
    contact_way.DELETE,
)
