"""The menus of the window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from convstudio.files.resources import examples, networks
from convstudio.views.actions import make_action
from convstudio.views.view_tabs import BACKWARD, NETWORK, STAGE

if TYPE_CHECKING:
    from convstudio.files.tasks import Task
    from convstudio.views.main_window import MainWindow


def _tr(text: str) -> str:
    return QCoreApplication.translate("menus", text)


def fill_menus(window: "MainWindow") -> None:
    """Make all menus."""
    _file(window, window.menuBar().addMenu(_tr("&File")))
    _edit(window, window.menuBar().addMenu(_tr("&Edit")))
    _view(window, window.menuBar().addMenu(_tr("&View")))
    _walk(window, window.menuBar().addMenu(_tr("&Walk")))
    _layer(window, window.menuBar().addMenu(_tr("&Layer")))
    _train(window, window.menuBar().addMenu(_tr("&Train")))
    _help(window, window.menuBar().addMenu(_tr("&Help")))


def _file(window: "MainWindow", menu: QMenu) -> None:
    files = window.files
    menu.addAction(files.all["open"])
    menu.addAction(files.all["open_picture"])
    recent = menu.addMenu(_tr("Open &recent"))
    recent.aboutToShow.connect(lambda: _fill_recent(window, recent))
    for title, projects in ((_tr("E&xamples"), examples()), (_tr("&Networks"), networks())):
        chosen = menu.addMenu(title)
        chosen.setToolTipsVisible(True)
        for example in projects:
            action = chosen.addAction(example.title)
            action.setToolTip(example.note)
            action.triggered.connect(lambda _checked=False, name=example.id: files.open_example(name))
    menu.addSeparator()
    menu.addAction(files.all["import_model"])
    menu.addSeparator()
    menu.addAction(files.all["save"])
    menu.addAction(files.all["save_as"])
    menu.addAction(window.exports.export)
    menu.addSeparator()
    menu.addAction(make_action(window, "quit", _tr("&Quit"), window.close))


def _fill_recent(window: "MainWindow", menu: QMenu) -> None:
    menu.clear()
    paths = [path for path in window.studio.settings.recent_files if Path(path).exists()]
    for path in paths:
        action = menu.addAction(Path(path).name)
        action.setToolTip(path)
        action.triggered.connect(lambda _checked=False, chosen=path: window.files.open(chosen))
    if not paths:
        menu.addAction(_tr("None yet")).setEnabled(False)


def _edit(window: "MainWindow", menu: QMenu) -> None:
    menu.addActions(list(window.edit_actions.values()))
    menu.addSeparator()
    stage = window.stage
    for text, do in (
        (_tr("Copy &input as numbers"), stage.input_panel.view.copy),
        (_tr("Copy feature &map as numbers"), stage.map_panel.view.copy),
        (_tr("Copy fi&lter as numbers"), stage.filter_panel.table.copy),
        (_tr("&Paste numbers into the input"), stage.input_panel.view.cursor_cell.paste),
        (_tr("Paste numbers into the &filter"), stage.filter_panel.table.paste),
    ):
        menu.addAction(text).triggered.connect(partial(_call, do))
    menu.addAction(window.arithmetic.copy_action)
    menu.addAction(window.view_actions.copy_picture)
    menu.addSeparator()
    menu.addActions(list(window.input_actions.all.values()))
    menu.addSeparator()
    menu.addAction(make_action(window, "preferences", _tr("S&ettings…"), partial(_show_settings, window)))


def _call(do: Callable[[], object], _checked: bool = False) -> None:
    do()


def _view(window: "MainWindow", menu: QMenu) -> None:
    views, tabs = window.view_actions, window.tabs
    menu.addAction(make_action(window, "view_stage", _tr("&Stage"), partial(tabs.show_view, STAGE)))
    menu.addAction(make_action(window, "view_network", _tr("&Network"), partial(tabs.show_view, NETWORK)))
    menu.addAction(make_action(window, "view_backward", _tr("&Backward"), partial(tabs.show_view, BACKWARD)))
    menu.addSeparator()
    menu.addMenu(_tr("&Theme")).addActions(views.themes.actions())
    menu.addMenu(_tr("&Colours of maps")).addActions(views.palettes.actions())
    menu.addSeparator()
    for dock in (window.inspector_dock, window.arithmetic_dock, window.gallery_dock, *window.late_docks):
        menu.addAction(dock.toggleViewAction())
    menu.addSeparator()
    menu.addActions([views.fit, views.presentation, views.full_screen])


def _walk(window: "MainWindow", menu: QMenu) -> None:
    menu.addActions(list(window.transport_actions.values()))
    menu.addSeparator()
    predict = make_action(window, "predict", _tr("&Predict the next value"), lambda: None)
    predict.setCheckable(True)
    predict.toggled.connect(window.studio.predict.set_enabled)
    menu.addAction(predict)


def _layer(window: "MainWindow", menu: QMenu) -> None:
    window.stack_actions.fill_add_menu(menu.addMenu(_tr("&Add a layer")))
    menu.addActions(list(window.stack_actions.all.values()))
    menu.addSeparator()
    menu.addAction(make_action(window, "summary", _tr("&Summary…"), partial(_show_summary, window)))
    menu.addSeparator()
    menu.addActions(window.layer_actions.dimensions.actions())
    menu.addSeparator()
    window.stage.filter_panel.bank.fill(menu.addMenu(_tr("&Filters")))


def _train(window: "MainWindow", menu: QMenu) -> None:
    menu.addActions(window.training_actions.all)
    menu.addSeparator()
    menu.addAction(window.training_actions.explain)
    menu.addSeparator()
    menu.addAction(window.training_dock.toggleViewAction())
    chosen = menu.addMenu(_tr("&Tasks"))
    chosen.aboutToShow.connect(partial(_fill_tasks, window, chosen))


def _fill_tasks(window: "MainWindow", menu: QMenu) -> None:
    from convstudio.files.tasks import tasks
    from convstudio.views.training_tasks import TaskChooser

    menu.clear()
    for task in tasks():
        menu.addAction(task.title).triggered.connect(partial(_choose_task, window, task))
    menu.addSeparator()
    for text, kind in TaskChooser.own_choices():
        menu.addAction(text).triggered.connect(partial(_choose_task, window, kind))


def _choose_task(window: "MainWindow", chosen: "Task | str", _checked: bool = False) -> None:
    from convstudio.views.training_panel import TrainingPanel

    window.training_dock.open()
    panel = window.training_dock.panel()
    assert isinstance(panel, TrainingPanel)
    panel.tasks.choose(chosen)


def _help(window: "MainWindow", menu: QMenu) -> None:
    menu.addAction(make_action(window, "help", _tr("&Mouse and keys"), partial(_show_help, window)))
    about = menu.addAction(_tr("&About Convolution Studio"))
    about.triggered.connect(lambda: _show_about(window))


# Dialogs are imported when they are asked for: many start and never look.


def _show_summary(window: "MainWindow") -> None:
    from convstudio.views.summary_dialog import show_summary

    show_summary(window.studio, window)


def _show_settings(window: "MainWindow") -> None:
    from convstudio.views.settings_dialog import show_settings

    show_settings(window.studio.settings, window)


def _show_help(window: "MainWindow") -> None:
    from convstudio.views.help_dialog import show_help

    show_help(window)


def _show_about(window: "MainWindow") -> None:
    from convstudio.views.help_dialog import show_about

    show_about(window)
