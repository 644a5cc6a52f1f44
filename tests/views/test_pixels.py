"""Cells stay sharp in drawings."""

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from convstudio.views.pixels import MOST_RECTANGLES, draw_pixels


def drawing(qapp, image):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    draw_pixels(painter, QRectF(0, 0, 100, 100), image)
    painter.end()
    return bytes(buffer.data().data()).decode()


def test_each_cell_of_a_vector_drawing_is_a_shape_of_its_colour(qapp):
    image = QImage(2, 2, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    image.setPixel(1, 0, 0xFFABCDEF)
    text = drawing(qapp, image)
    assert "<image" not in text
    assert text.count("#102030") == 3
    assert text.count("#abcdef") == 1


def test_a_large_grid_goes_in_as_a_picture(qapp):
    side = int(MOST_RECTANGLES**0.5) + 1
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(0xFF102030)
    assert drawing(qapp, image).count("<image") == 1


def test_pixels_on_screen_are_drawn_as_they_are(qapp):
    image = QImage(2, 1, QImage.Format.Format_RGB32)
    image.setPixel(0, 0, 0xFF000000)
    image.setPixel(1, 0, 0xFFFFFFFF)
    screen = QImage(10, 5, QImage.Format.Format_RGB32)
    painter = QPainter(screen)
    draw_pixels(painter, QRectF(0, 0, 10, 5), image)
    painter.end()
    assert [screen.pixel(x, 2) for x in (0, 4, 5, 9)] == [0xFF000000] * 2 + [0xFFFFFFFF] * 2
