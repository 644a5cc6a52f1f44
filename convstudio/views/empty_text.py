"""Why a feature map is empty, in one sentence."""

from PySide6.QtCore import QCoreApplication

from convstudio.engine.digits import format_value
from convstudio.engine.explain import Why
from convstudio.model.empty_map import EmptyMap


def _tr(text: str) -> str:
    return QCoreApplication.translate("empty_text", text)


def empty_text(number: int, found: EmptyMap | None) -> str:
    """The sentence for map `number` (from 0); without reasons only that it is empty."""
    if found is None:
        return _tr("Map {number} is empty: every value is 0.").format(number=number + 1)
    reasons = [_reason(why, count, found) for why, count in found.reasons.items()]
    text = _tr("Map {number} is empty: {reasons}.").format(number=number + 1, reasons=", ".join(reasons))
    if found.looked_at < found.places:
        looked = _tr("({looked_at} of {places} places looked at)")
        text += " " + looked.format(looked_at=found.looked_at, places=f"{found.places:,}")
    return text


def _reason(why: Why, count: int, found: EmptyMap) -> str:
    texts = {
        Why.NOT_ZERO: _tr("not 0"),
        Why.NOTHING_MATCHED: _tr("nothing matched, every product is 0"),
        Why.CANCELLED: _tr("positive and negative products cancel"),
        Why.BIAS: _tr("the bias {bias} holds it down"),
        Why.ACTIVATION: _tr("{activation} cut it (the largest value before was {largest})"),
    }
    text = texts[why].format(
        bias=format_value(found.bias),
        activation=found.activation,
        largest=format_value(found.largest_before),
    )
    if len(found.reasons) > 1:
        where = _tr("{reason} at {count} of {looked_at} places")
        text = where.format(reason=text, count=count, looked_at=found.looked_at)
    return text
