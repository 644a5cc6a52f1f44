"""How good the network is: what it takes for what, what it gets wrong, what it says of the Stage."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from convstudio.model.evaluation import Evaluation
from convstudio.model.examiner import PARTS, Score
from convstudio.model.studio import Studio
from convstudio.model.training_data import TrainingData
from convstudio.views.card import describe, label, paragraph, row
from convstudio.views.confusion_table import ConfusionTable
from convstudio.views.fields import guard_wheel
from convstudio.views.sample_list import SampleList
from convstudio.views.why_bars import Bar, WhyBars

TALL_IN_LINES = 16
MOST_SHARES = 12  # classes whose probabilities are shown; of more, the most probable ones


class TrainingResults(QWidget):
    """Follows the examiner while it is seen; there is nothing to see where there are no classes."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._examiner = studio, studio.examiner
        self._pair: tuple[int, int] | None = None
        self.part_box = QComboBox()
        describe(self.part_box, "examined_part_box", self.tr("Which samples are evaluated"))
        guard_wheel(self.part_box)
        for part, text in zip(PARTS, (self.tr("Kept to check"), self.tr("Trained on")), strict=True):
            self.part_box.addItem(text, part)
        self.text, self.said = label(), paragraph()
        self.axes, self.chosen = paragraph("quiet"), paragraph("quiet")
        self.axes.setText(self.tr("Row: its class. Column: taken for."))
        self.confusion, self.wrong, self.scores = ConfusionTable(), SampleList(), WhyBars(signed=False)
        self.pages = QTabWidget()
        describe(self.pages, "result_pages", self.tr("What came out"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(80)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        classes, stage, wrong = QWidget(), QWidget(), QWidget()
        counted = QVBoxLayout(classes)
        counted.addWidget(self.axes)
        counted.addWidget(self.confusion)
        inside = QVBoxLayout(stage)
        inside.addWidget(self.said)
        inside.addWidget(self.scores)
        inside.addStretch(1)
        listed = QVBoxLayout(wrong)
        listed.addWidget(self.chosen)
        listed.addWidget(self.wrong)
        self.pages.addTab(classes, self.tr("Classes"))
        self.pages.addTab(wrong, self.tr("Mistakes"))
        self.pages.addTab(stage, self.tr("On the Stage"))
        self.pages.setMinimumHeight(TALL_IN_LINES * self.fontMetrics().height())
        self.pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row(self.part_box, self.text, None))
        layout.addWidget(self.pages)

    def _connect(self) -> None:
        examiner = self._examiner
        for signal in (examiner.evaluation_changed, examiner.scores_changed, examiner.sample_changed):
            signal.connect(self._show_soon)
        self._studio.settings.changed.connect(self._show_soon)
        self._studio.trainer.data_changed.connect(self._forget_pair)
        self._soon.timeout.connect(self.show_results)
        self.part_box.currentIndexChanged.connect(
            lambda _place: examiner.evaluate(self.part_box.currentData())
        )
        self.confusion.pair_chosen.connect(self._choose)
        self.wrong.sample_chosen.connect(examiner.show_sample)

    def _show_soon(self, *_changed: object) -> None:
        """Now and then while a network learns, however fast it does."""
        if not self._soon.isActive():
            self._soon.start()

    def _forget_pair(self) -> None:
        """Other samples have other classes."""
        self._pair = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    @property
    def is_there(self) -> bool:
        """Whether samples have classes."""
        data = self._studio.trainer.data
        return isinstance(data, TrainingData) and bool(data.classes)

    def show_results(self) -> None:
        """Show what the examiner found."""
        data, found = self._studio.trainer.data, self._examiner.evaluation
        if not self.isVisible() or not isinstance(data, TrainingData) or not data.classes:
            return
        self._show_scores()
        if found is None or found.confusion is None:
            self.text.setText(self.tr("Evaluating…"))
            return
        right = 1 - len(found.wrong) / max(found.samples, 1)
        text = self.tr("{right:.1%} of {count} right")
        self.text.setText(text.format(right=right, count=f"{found.samples:,}"))
        self.confusion.show_confusion(found.confusion, data.classes)
        self._show_wrong(found, data)

    def _show_wrong(self, found: Evaluation, data: TrainingData) -> None:
        wrong = found.wrong
        if self._pair is not None:
            wrong = tuple(sample for sample in wrong if (sample.true, sample.predicted) == self._pair)
            text = self.tr("{count} of class {true} taken for {predicted}; a click on the diagonal shows all")
            true, predicted = (data.classes[number] for number in self._pair)
            self.chosen.setText(text.format(count=len(wrong), true=true, predicted=predicted))
        else:
            text = self.tr("{count} taken for another class; a click brings one to the Stage")
            self.chosen.setText(text.format(count=len(wrong)))
        self.wrong.show_wrong(wrong, data.x, data.classes, self._studio.document.project.look)

    def _show_scores(self) -> None:
        scores, true = self._examiner.scores, self._examiner.true_class
        told = scores
        if len(scores) > MOST_SHARES:
            told = sorted(scores, key=lambda score: score.probability, reverse=True)[:MOST_SHARES]
        self.scores.show_bars([self._bar(score, score.name == true) for score in told])
        if not scores:
            self.said.setText(self.tr("The network does not give a number for each class."))
            return
        best = max(scores, key=lambda score: score.probability)
        number = self._examiner.sample
        if true is None or number is None:
            self.said.setText(self.tr("The input is taken for {name}.").format(name=best.name))
        else:
            text = self.tr("Sample {number} is {true}; it is taken for {name}.")
            self.said.setText(text.format(number=number + 1, true=true, name=best.name))

    def _bar(self, score: Score, is_right: bool) -> Bar:
        name = self.tr("{name}, right").format(name=score.name) if is_right else score.name
        return Bar(name, f"{score.probability:.1%}", score.probability)

    def _choose(self, true: int, predicted: int) -> None:
        self._pair = None if true == predicted else (true, predicted)
        self.pages.setCurrentIndex(1)
        self._show_soon()
