"""The page of the walk backwards: the loss, three grids, and what happens at this position."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QVBoxLayout, QWidget

from convstudio.model.backward import Backward
from convstudio.model.backward_look import Side
from convstudio.model.studio import Studio
from convstudio.model.targets import Target
from convstudio.model.training_steps import TrainingSteps
from convstudio.model.walk_in_hand import WalkInHand
from convstudio.views.announce import announce
from convstudio.views.card import describe, label, row
from convstudio.views.gradient_bar import GradientBar
from convstudio.views.gradient_copy import GradientCopy
from convstudio.views.gradient_head import GradientHead
from convstudio.views.gradient_lines import gradient_lines
from convstudio.views.gradient_panel import GradientPanel, GradientTexts
from convstudio.views.gradient_picture import Click, Picture
from convstudio.views.gradient_pictures import GradientPictures
from convstudio.views.number_box import NumberBox


class GradientView(QWidget):
    """Follows the walk backwards as long as it is seen."""

    def __init__(
        self, studio: Studio, backward: Backward, hand: WalkInHand, parent: QWidget | None = None
    ) -> None:
        """Show the steps of `backward`; while they are seen, they are the walk in `hand`."""
        super().__init__(parent)
        self.setObjectName("gradient_view")
        self.setAccessibleName(self.tr("Backward"))
        self.backward = backward
        self._hand, self._player, self._settings = hand, studio.player, studio.settings
        self._pictures = GradientPictures(studio, backward)
        self.panels = [GradientPanel(f"gradient_grid_{n}", backward) for n in (1, 2, 3)]
        self._signs = [_sign(), _sign()]
        self.texts = GradientTexts()
        self.bar = GradientBar(backward)
        self.copying = GradientCopy(backward, self)
        self.steps = TrainingSteps(studio.trainer, backward.source, self)
        self.head = GradientHead(backward.source, self.steps, self.copying.button)
        self.value_box = NumberBox()
        describe(self.value_box, "target_value_box", self.tr("What the left button draws into the target"))
        self.value_box.setValue(1)
        self._painting = [QLabel(self.tr("Draw the target with")), self.value_box]
        self._painting.append(label(self.tr("left draws, right erases"), role="quiet"))
        self._soon = QTimer(self)  # one edit touches the page in several ways
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._lay_out()
        self._connect()
        self.show_step()  # a page that asks for more room than it needs would widen the window

    def _lay_out(self) -> None:
        self._columns = columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(8)
        for panel, sign in zip(self.panels, [*self._signs, None], strict=True):
            columns.addWidget(panel, 1)
            if sign is not None:
                columns.addWidget(sign)
        card = QFrame()
        card.setProperty("card", True)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(12, 8, 10, 8)
        inner.addLayout(row(self.bar, None, *self._painting, spacing=6))
        inner.addLayout(columns, 1)
        below = QFrame()
        below.setProperty("card", True)
        lines = QVBoxLayout(below)
        lines.setContentsMargins(12, 6, 4, 6)
        lines.addWidget(self.texts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(card, 1)
        layout.addWidget(below)

    def _connect(self) -> None:
        backward = self.backward
        for signal in (backward.look_changed, backward.step_changed, backward.source.numbers_changed):
            signal.connect(self._show_soon)
        backward.difference_changed.connect(self._show_lines)
        self._settings.changed.connect(self._show_soon)
        self._soon.timeout.connect(self.show_step)
        for panel in self.panels:
            panel.view.pressed.connect(partial(self._press, panel))

    # show

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.backward.source.set_active(True)
        self._hand.take(self.backward)
        self.show_step()
        self.panels[1].view.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hand.take(self._player)
        self.backward.source.set_active(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_soon"):
            self._show_soon()

    def _show_soon(self, _changed: object = None) -> None:
        if self.isVisible():
            self._soon.start()

    def show_step(self) -> None:
        """Show what is looked at, now; signals lead here once for many changes."""
        self._soon.stop()
        pictures, signs = self._pictures.make()
        self._stack(pictures)
        for panel, picture in zip(self.panels, pictures, strict=True):
            panel.show_picture(picture)
        size = "xx-large" if self._columns.direction() == QBoxLayout.Direction.LeftToRight else "medium"
        for sign, text in zip(self._signs, signs, strict=True):
            sign.setText(f'<span style="font-size:{size}">{text}</span>')
            sign.setVisible(bool(text))
        paints = any(picture is not None and picture.click is Click.PAINT for picture in pictures)
        for widget in self._painting:
            widget.setVisible(paints)
        self._show_lines()

    def _stack(self, pictures: Sequence[Picture | None]) -> None:
        """Lines of cells stand one below the other, grids side by side."""
        rows = [picture.plane.values.shape[0] for picture in pictures if picture is not None]
        direction = QBoxLayout.Direction.TopToBottom if set(rows) == {1} else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)
            self._columns.setSpacing(8 if direction == QBoxLayout.Direction.LeftToRight else 0)

    def _show_lines(self) -> None:
        if not self.isVisible():
            return
        lines = gradient_lines(self.backward)
        self.texts.show_lines(lines)
        said = "; ".join(f"{line.caption}: {line.text}" for line in lines[:3])
        for panel in self.panels:
            if panel.view.hasFocus():
                announce(panel.view, said)

    # ask

    def _press(self, panel: GradientPanel, cell: tuple[int, int], button: int) -> None:
        """Do what a click on a cell of a grid does."""
        picture = panel.view.picture
        if picture is None:
            return
        row, col, channel = picture.plane.cell(*cell)
        if picture.click is Click.WEIGHT:
            self.backward.choose_weight(*cell)
        elif picture.click is Click.UNIT:
            self.backward.set_look(filter=channel)
        elif picture.click is Click.CLASS:
            self.backward.source.wish(target=Target(number=channel))
        elif picture.click is Click.PAINT:
            self._paint((row, col, channel), self.value_box.value() if button == 1 else 0.0)
        elif picture.click is Click.GO:
            by_weights = self.backward.look.side is Side.WEIGHTS
            self.backward.pause()
            self.backward.go_to_place(row, col, None if by_weights else channel)

    def _paint(self, place: tuple[int, int, int], value: float) -> None:
        """Give a cell of the target a value."""
        source = self.backward.source
        numbers, step = source.numbers, source.document_step
        if numbers is None or step is None:
            return
        drawn = source.wishes.target.drawing if source.wishes.target else None
        planes = (numbers.targets[0] if drawn is None else drawn).reshape(numbers.targets.shape[1:]).copy()
        planes[place] = value
        self.backward.go_to_place(*place)
        source.wish(target=Target(drawing=planes.reshape(step.shape).astype(np.float32)))


def _sign() -> QLabel:
    made = QLabel()
    made.setProperty("role", "sign")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
