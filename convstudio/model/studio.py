"""The parts that live behind the window, in one place to hand around."""

from dataclasses import dataclass

from convstudio.model.document import Document
from convstudio.model.examiner import Examiner
from convstudio.model.player import Player
from convstudio.model.predict import Predict
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.settings import Settings
from convstudio.model.trainer import Trainer


@dataclass(frozen=True)
class Studio:
    """What views read, listen to and ask."""

    document: Document
    results: Results
    player: Player
    predict: Predict
    selection: Selection
    settings: Settings
    trainer: Trainer
    examiner: Examiner
