from siyu.kit import clock, ids


def test_ids_are_version_7_and_grow_with_time(fixed_clock: clock.FixedSource) -> None:
    first = ids.new()
    fixed_clock.advance(0.001)
    second = ids.new()

    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first < second
    assert first.int >> 80 == int(clock.FixedSource().at.timestamp() * 1000)
