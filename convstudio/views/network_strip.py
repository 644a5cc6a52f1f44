"""The network as boxes in a row: the input, the layers, and what comes out."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from convstudio.model.studio import Studio
from convstudio.views.card import describe, label
from convstudio.views.stack_actions import IN_STRIP, StackActions
from convstudio.views.strip_box import BoxText, StripBox
from convstudio.views.strip_row import StripRow
from convstudio.views.strip_texts import input_text, layer_text, output_texts

AROUND = 40  # pixels beside and between boxes and output
SHARE = 4  # the output takes at most one in so many parts of the strip from boxes that scroll


class NetworkStrip(QWidget):
    """Shows each layer with its shape and costs, brings a chosen one to the Stage, and edits their list."""

    def __init__(self, studio: Studio, actions: StackActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_strip")
        self.setAccessibleName(self.tr("Network"))
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._studio, self._actions = studio, actions
        self._with_costs = True
        self.add_button = self._make_add_button()
        self.row = StripRow(StripBox(movable=False), self.add_button)
        self.row.input_box.clicked.connect(lambda: self._choose(0))
        self.area = _SidewaysScroll(self.row)
        self._output = label(role="title", whole=True)
        self._field = label(role="quiet", whole=True)
        self._lay_out()
        self.addActions([actions.all[name] for name in IN_STRIP])
        studio.results.geometry_changed.connect(self.show_network)
        studio.results.failed.connect(self.show_network)
        self.show_network()

    def _make_add_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("+ Add layer"))
        button.setProperty("dashed", True)
        describe(button, "add_layer", self.tr("Add a layer at the end of the network"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        self._actions.fill_add_menu(menu, at_end=True)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(AROUND // 4, 6, AROUND // 4, 6)
        layout.addWidget(self.area, 1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        for text in (self._output, self._field):
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
            texts.addWidget(text)
        texts.addStretch(1)
        layout.addLayout(texts)

    @property
    def boxes(self) -> list[StripBox]:
        """The boxes of the layers, from the input to the output."""
        return self.row.boxes

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the boxes need the room; the shape stands in the last of them, too."""
        super().resizeEvent(event)
        self._make_room()
        QTimer.singleShot(0, self.area, self._show_active)

    def _make_room(self) -> None:
        texts = self._output, self._field
        wanted = max(text.sizeHint().width() for text in texts)
        fits = self.row.sizeHint().width() + wanted + AROUND <= self.width()
        for text in texts:
            text.setVisible(fits or self.width() >= SHARE * wanted)

    # show

    def show_costs(self, wanted: bool) -> None:
        """Whether the boxes tell parameters and work, too; there is no room for that in a low window."""
        if wanted != self._with_costs:
            self._with_costs = wanted
            self.show_network()

    def show_network(self, _reason: str = "") -> None:
        """Show all boxes anew; those that stay keep the focus."""
        project, active = self._studio.document.project, self._studio.document.active_layer
        self.row.input_box.show_content(self._shown(input_text(project)), checked=False)
        self.row.input_box.setToolTip(
            self.tr("The input of the network; a click shows the layer that sees it")
        )
        while len(self.boxes) > len(project.layers):
            self._drop_box(self.row.take_box())
        while len(self.boxes) < len(project.layers):
            self.row.add_box(self._make_box())
        had_focus = any(box.hasFocus() for box in self.boxes)
        for number, box in enumerate(self.boxes):
            text = layer_text(self._studio, number)
            box.show_content(self._shown(text), checked=number == active)
            hint = self.tr("Drag it, or Ctrl+Left and Ctrl+Right, to move it")
            box.setToolTip("\n".join((text.title, *text.lines, text.problem or hint)))
        if had_focus:
            self.boxes[active].setFocus()
        self._show_output()
        self.area.fit_height()
        QTimer.singleShot(0, self.area, self._show_active)  # once the boxes have their places

    def _shown(self, text: BoxText) -> BoxText:
        """As much of a text as is wanted: of a disabled layer that it is."""
        if self._with_costs:
            return text
        return replace(text, lines=text.lines[-1:] if text.is_off else text.lines[:1])

    def _make_box(self) -> StripBox:
        box = StripBox(movable=True)
        box.clicked.connect(lambda: self._choose(self.boxes.index(box)))
        box.drag_moved.connect(self._drag)
        box.drag_ended.connect(lambda wanted: self._drop(self.boxes.index(box), wanted))
        return box

    def _drop_box(self, box: StripBox) -> None:
        if box.hasFocus():
            self.boxes[-1].setFocus()
        box.hide()  # it goes a little later, and must not be seen until then
        box.deleteLater()

    def _show_active(self) -> None:
        active = self._studio.document.active_layer
        if active < len(self.boxes):
            self.area.ensureWidgetVisible(self.boxes[active], 40, 0)

    def _show_output(self) -> None:
        title, below = output_texts(self._studio)
        self._output.setText(title)
        self._field.setText(below)
        self._make_room()

    # ask

    def _choose(self, number: int) -> None:
        self._studio.document.set_active_layer(number)
        self.show_network()

    def _drag(self, point: QPoint) -> None:
        place = self.row.mapFromGlobal(point)
        self.row.show_drop(self.row.gap_at(place))
        self.area.ensureVisible(place.x(), place.y(), 30, 0)

    def _drop(self, number: int, wanted: bool) -> None:
        gap = self.row.drop_gap
        self.row.show_drop(None)
        if wanted and gap is not None:
            self._studio.document.move_layer(number, gap - (gap > number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        dragged = next((box for box in self.boxes if box.is_dragged), None)
        if event.key() == Qt.Key.Key_Escape and dragged is not None:
            dragged.end_drag(False)
        elif way is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move_focus(way)
        else:
            super().keyPressEvent(event)

    def _move_focus(self, way: int) -> None:
        """The layer that has the focus is the one that is looked at."""
        members = self.row.members
        focused = next((n for n, widget in enumerate(members) if widget.hasFocus()), None)
        if focused is None:
            return
        wanted = members[min(max(focused + way, 0), len(members) - 1)]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        self.area.ensureWidgetVisible(wanted, 40, 0)
        if wanted in self.boxes:
            self._choose(members.index(wanted) - 1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the mouse on a box, or by the Menu key or Shift+F10 on the one that has the focus."""
        under = self.childAt(event.pos())
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        box = next((b for b in self.boxes if b.hasFocus()), None) if by_key else under
        if not isinstance(box, StripBox) or box not in self.boxes:
            return
        box.setFocus()
        self._choose(self.boxes.index(box))
        menu = self._actions.menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(box.mapToGlobal(box.rect().bottomLeft()) if by_key else event.globalPos())


class _SidewaysScroll(QScrollArea):
    """As high as what it holds, and scrolls to the sides only; the wheel does it, too."""

    def __init__(self, row: QWidget) -> None:
        super().__init__()
        self._row = row
        self.setWidget(row)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.setProperty("plain", True)

    def fit_height(self) -> None:
        """Make room for the boxes, and for the scroll bar where one is needed."""
        wanted = self._row.sizeHint()
        bar = self.horizontalScrollBar().sizeHint().height() if wanted.width() > self.width() else 0
        self.setFixedHeight(wanted.height() + bar)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_height()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # arrows go from layer to layer

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar, turn = self.horizontalScrollBar(), event.angleDelta()
        bar.setValue(bar.value() - (turn.y() or turn.x()))
        event.accept()
