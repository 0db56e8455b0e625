import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.kit import paging
from siyu.kit.errors import Invalid


@given(st.lists(st.one_of(st.text(), st.integers(-(2**53), 2**53), st.none()), min_size=1, max_size=4))
def test_a_cursor_reads_back_as_it_was_written(values: list[str | int | None]) -> None:
    assert paging.decode(paging.encode(values), length=len(values)) == values


@pytest.mark.parametrize("cursor", ["%%%", "bm9wZQ", paging.encode(["only one"])])
def test_a_cursor_somebody_made_up_is_refused_with_advice(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        paging.decode(cursor, length=2)

    assert caught.value.code == "paging.bad_cursor"
