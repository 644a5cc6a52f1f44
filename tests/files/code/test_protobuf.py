"""Bytes of protocol buffers, with the examples of their documentation.

Source: https://protobuf.dev/programming-guides/encoding/
"""

import pytest

from convstudio.files.code import protobuf as pb


@pytest.mark.parametrize(
    ("encoded", "wanted"),
    [
        (pb.whole(1, 150), "089601"),
        (pb.whole(1, 1), "0801"),
        (pb.whole(1, -2), "08feffffffffffffffff01"),
        (pb.text(2, "testing"), "120774657374696e67"),
        (pb.block(3, pb.whole(1, 150)), "1a03089601"),
        (pb.decimal(2, 1.0), "150000803f"),
        (pb.whole(20, 2), "a00102"),
    ],
)
def test_every_kind_of_field_is_written_as_documented(encoded, wanted):
    assert encoded.hex() == wanted


def test_a_long_text_has_a_long_length():
    assert pb.text(1, "a" * 300)[:3].hex() == "0aac02"
