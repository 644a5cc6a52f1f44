import pytest

from convstudio.files.weights.limits import check_count, parse_json, possible_shape, shown


def test_as_many_elements_as_allowed_are_possible():
    assert possible_shape([1 << 14, 1 << 14], "a") == (1 << 14, 1 << 14)


def test_one_more_is_refused_before_memory_is_taken():
    with pytest.raises(ValueError, match="'a' has 268,435,457 elements; the limit is 268,435,456"):
        possible_shape([(1 << 28) + 1], "a")


@pytest.mark.parametrize("sizes", [[-1], [1.5], ["2"], [True], [None], [1] * 9])
def test_what_is_no_shape_is_refused(sizes):
    with pytest.raises(ValueError, match="is not possible"):
        possible_shape(sizes, "a")


def test_json_may_be_64_deep_and_no_more():
    assert parse_json(b'{"a":' + b"[" * 63 + b"]" * 63 + b"}", "it")
    with pytest.raises(ValueError, match="nested"):
        parse_json(b'{"a":' + b"[" * 66 + b"]" * 66 + b"}", "it")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff", b'{"a": Infinity}', b'{"a": ' + b"9" * 9999 + b"}"]
)
def test_damaged_json_is_refused(data):
    with pytest.raises(ValueError, match=r"^it (is damaged|holds no object)"):
        parse_json(data, "it")


def test_json_beyond_16_megabytes_is_refused():
    with pytest.raises(ValueError, match="has 16,777,217 bytes; the limit is 16,777,216"):
        parse_json(bytes((16 << 20) + 1), "it")


def test_too_many_layers_are_refused():
    with pytest.raises(ValueError, match="it holds 1,001 layers; the limit is 1,000"):
        check_count(1001, "layers", 1000)


def test_a_long_name_is_cut():
    assert len(shown("x" * 1000)) == 80
