from dataclasses import fields

import numpy as np
import pytest
from PySide6.QtCore import QObject

from convstudio.files.project import LayerPart, Project
from convstudio.model.document import Document
from convstudio.model.examiner import Examiner
from convstudio.model.first_network import first_input, first_layers
from convstudio.model.player import Player
from convstudio.model.predict import Predict
from convstudio.model.results import Results
from convstudio.model.selection import Selection
from convstudio.model.settings import Settings
from convstudio.model.studio import Studio
from convstudio.model.trainer import Trainer
from convstudio.views.theme import LIGHT, apply_theme


@pytest.fixture
def dressed(qapp):
    """The application in the light theme."""
    apply_theme(qapp, LIGHT)
    return qapp


@pytest.fixture
def make_studio(dressed, tmp_path):
    """Makes the parts behind a window, for a project; without one, for the tutorial's vertical line."""
    owner = QObject()
    studios = []

    def make(project=None):
        document = Document(project or line_project())
        results = Results(document)
        player = Player(document, results)
        predict = Predict(document, results, player)
        settings = Settings(str(tmp_path / "settings.ini"))
        trainer = Trainer(document, results)
        examiner = Examiner(document, results, trainer)
        studio = Studio(document, results, player, predict, Selection(results), settings, trainer, examiner)
        for part in fields(studio):
            getattr(studio, part.name).setParent(owner)
        studios.append(studio)
        return studio

    yield make
    for studio in studios:
        studio.examiner.close()
        studio.trainer.close()
        studio.results.close()


@pytest.fixture
def studio(make_studio):
    return make_studio()


@pytest.fixture
def make_project():
    return conv_project


def line_project():
    """The tutorial's 2-D example: columns 3 and 4 are 1, the middle column of the kernel is ones."""
    return Project(first_input(2), first_layers(2))


def conv_project(x, kernel, bias=None, **config):
    """One Conv2D: `x` (rows, cols[, channels]), kernel (rows, cols[, channels, filters])."""
    x, kernel = np.asarray(x, np.float32), np.asarray(kernel, np.float32)
    x = x[..., None] if x.ndim == 2 else x
    kernel = kernel[..., None, None] if kernel.ndim == 2 else kernel
    bias = np.zeros(kernel.shape[3], np.float32) if bias is None else np.asarray(bias, np.float32)
    words = {"filters": kernel.shape[3], "kernel_size": kernel.shape[:2], **config}
    return Project(x, (LayerPart("Conv2D", words, (kernel, bias)),))
