"""What is said of a filter in other libraries."""

from PySide6.QtCore import QCoreApplication

from convstudio.engine.geometry import Pair
from convstudio.files.truth.truth import Truth, View


def _tr(text: str) -> str:
    return QCoreApplication.translate("truth_texts", text)


def verdict(view: View, truth: Truth) -> str:
    """Whether a library agrees, in a few words."""
    if view.map is None:
        return _tr("✗ cannot")
    if view.map.shape != truth.ours.shape:
        return _tr("≠ {size}").format(size=_size(view.map.shape))
    if view.count:
        return _tr("≠ {count} of {all}").format(count=f"{view.count:,}", all=f"{truth.ours.size:,}")
    return _tr("= agrees")


def padding_text(view: View) -> str:
    """Cells above and below, left and right."""
    if view.seen.pads is None:
        return "—"
    rows, cols = view.seen.pads
    return _tr("↕ {rows} ↔ {cols}").format(rows=_pair(rows), cols=_pair(cols))


def turns_text(view: View) -> str:
    """Whether the kernel is turned around."""
    return _tr("yes") if view.seen.flips else _tr("no")


def columns(view: View, truth: Truth) -> tuple[str, ...]:
    """A row of the table."""
    words = (view.title, verdict(view, truth), view.seen.call, turns_text(view))
    return (*words, view.border, padding_text(view), view.layout)


def headings() -> tuple[str, ...]:
    """What stands above the columns."""
    words = (_tr("Library"), _tr("Result"), _tr("Call"), _tr("Turns the kernel"))
    return (*words, _tr("Border"), _tr("Padding"), _tr("Layout"))


def details(view: View) -> str:
    """The columns in sentences."""
    lines = []
    if view.seen.pads is not None:
        (top, bottom), (left, right) = view.seen.pads
        text = _tr("Padding: top {top}, bottom {bottom}, left {left}, right {right}; border: {border}.")
        lines.append(text.format(top=top, bottom=bottom, left=left, right=right, border=view.border))
    turned = (
        _tr("The kernel is turned around.") if view.seen.flips else _tr("The kernel is not turned around.")
    )
    lines += [turned, _tr("Layout: {layout}.").format(layout=view.layout)]
    return " ".join([*lines, view.seen.note]).strip()


def difference_text(view: View, truth: Truth) -> str:
    """What of the maps is not the same."""
    if view.map is None:
        return _tr("It cannot make this map.")
    said = []
    if view.map.shape != truth.ours.shape:
        text = _tr("Its map is {theirs}, here it is {ours}.")
        said.append(text.format(theirs=_size(view.map.shape), ours=_size(truth.ours.shape)))
    if view.first is None:
        said.append(_tr("All cells that both have are the same."))
    else:
        text = _tr("{count} cells differ; the first is [{row}, {col}].")
        said.append(text.format(count=f"{view.count:,}", row=view.first[0], col=view.first[1]))
    return " ".join(said)


def subject_text(truth: Truth, kind: str, filter: int) -> str:
    """What is compared."""
    text = _tr("{kind}, filter {filter}: map {size}")
    return text.format(kind=kind, filter=filter + 1, size=_size(truth.ours.shape))


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} × {shape[1]}"


def _pair(pair: Pair) -> str:
    return f"{pair[0]}/{pair[1]}"
