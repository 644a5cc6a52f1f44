"""Numbers that fit their cells."""

import pytest
from PySide6.QtGui import QFont, QPainter, QPixmap

from convstudio.views.labels import Labels, _short
from convstudio.views.weight_delegate import fitting_font, weight_text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("0.25", ".25"),
        ("-0.5", "-.5"),
        ("0.001", ".001"),
        ("0.00012", "1e-4"),
        ("3", "3"),
        ("120000", "1e+5"),
        ("nan", "nan"),
    ],
)
def test_a_number_is_shortened_by_what_can_be_left_out(text, short):
    assert _short(text) == short


def test_a_small_number_stays_a_number_in_a_small_cell(qapp):
    labels = Labels()
    labels.prepare(QFont(), 40, 1.0)
    assert labels.text(0.001) in ("0.001", ".001")
    assert labels.text(3.0) == "3"


def test_a_digit_counts_more_than_the_zero_before_the_point(qapp):
    labels = Labels()
    room = next(room for room in range(18, 80) if labels.prepare(QFont(), room, 1.0) or labels.fits("-.25"))
    labels.prepare(QFont(), room, 1.0)
    assert not labels.fits("-0.25")
    assert labels.text(-0.25) == "-.25"


def test_a_small_number_keeps_its_digits_where_a_power_would_be_shorter(qapp):
    labels = Labels()
    room = next(room for room in range(18, 80) if labels.prepare(QFont(), room, 1.0) or labels.fits("-.056"))
    labels.prepare(QFont(), room, 1.0)
    assert labels.text(-0.0556) == "-.056"


def test_what_cannot_be_shown_is_said_to_be_cut(qapp):
    labels = Labels()
    labels.prepare(QFont(), 18, 1.0)
    assert labels.text(-123456.0) == "…"
    assert not labels.fits("-123456")


def test_a_weight_in_a_small_cell_of_the_table_is_a_number_and_no_dots(qapp):
    large = QFont()
    large.setPixelSize(20)
    pixmap = QPixmap(40, 40)
    painter = QPainter(pixmap)
    painter.setFont(fitting_font(large, 34))
    text = weight_text(-0.1312, 34, painter)
    painter.end()
    assert text == "-.13"
