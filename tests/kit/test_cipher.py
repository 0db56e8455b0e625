import pytest

from siyu.kit.cipher import FieldCipher, Undecipherable

OLD = FieldCipher({"k1": b"a" * 32}, "k1", b"i" * 32)
ROTATED = FieldCipher({"k2": b"b" * 32, "k1": b"a" * 32}, "k2", b"i" * 32)


def test_a_field_opens_only_in_the_row_it_was_written_for() -> None:
    stored = OLD.encrypt("13800000001", bound_to="person.phone/7")

    assert stored.startswith("k1.")
    assert OLD.decrypt(stored, bound_to="person.phone/7") == "13800000001"
    with pytest.raises(Undecipherable, match=r"cipher\.altered"):
        OLD.decrypt(stored, bound_to="person.phone/8")


def test_after_rotation_old_values_still_open_and_new_ones_use_the_new_key() -> None:
    stored = OLD.encrypt("13800000001", bound_to="x")

    assert ROTATED.decrypt(stored, bound_to="x") == "13800000001"
    assert ROTATED.encrypt("1", bound_to="x").startswith("k2.")


def test_a_missing_key_is_named() -> None:
    stored = ROTATED.encrypt("1", bound_to="x")

    with pytest.raises(Undecipherable) as caught:
        OLD.decrypt(stored, bound_to="x")

    assert (caught.value.code, caught.value.params["key_id"]) == ("cipher.key_missing", "k2")


def test_equal_values_share_a_blind_index_within_a_namespace_only() -> None:
    assert OLD.blind_index("1", namespace="phone") == OLD.blind_index("1", namespace="phone")
    assert OLD.blind_index("1", namespace="phone") != OLD.blind_index("1", namespace="id")
