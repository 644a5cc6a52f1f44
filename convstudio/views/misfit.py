"""That a layer does not fit, in few words where the map panel and the inspector say it in full."""

from PySide6.QtCore import QCoreApplication

from convstudio.model.results import Results


def short_problem(results: Results, number: int) -> str:
    """Why a layer has no output, shortly; empty where it has one. `Results.problem` has the numbers."""
    problem = results.problem(number) or ""
    is_misfit = results.input_shape(number) is not None and results.output_shape(number) is None
    return QCoreApplication.translate("misfit", "This layer does not fit") if is_misfit else problem
