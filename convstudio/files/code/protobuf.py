"""Protocol buffers, as much of them as writing a file takes.

Source: https://protobuf.dev/programming-guides/encoding/
"""

import struct

_VARINT, _LENGTH, _FIXED32 = 0, 2, 5


def whole(field: int, value: int) -> bytes:
    """A whole number, also a negative one."""
    return _key(field, _VARINT) + _varint(value & (1 << 64) - 1)


def decimal(field: int, value: float) -> bytes:
    """A float32."""
    return _key(field, _FIXED32) + struct.pack("<f", value)


def block(field: int, value: bytes) -> bytes:
    """Bytes, a text or a message in itself."""
    return _key(field, _LENGTH) + _varint(len(value)) + value


def text(field: int, value: str) -> bytes:
    """A text."""
    return block(field, value.encode("utf-8", "replace"))


def _key(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _varint(value: int) -> bytes:
    """Seven bits to a byte, the lowest first."""
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
