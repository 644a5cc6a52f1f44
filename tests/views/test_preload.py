"""What is loaded in idle time."""

import subprocess
import sys

from convstudio.views import preload
from convstudio.views.preload import MODULES, Preload

SCRIPT = """
import sys
import convstudio.app
before = set(sys.modules)
import convstudio.views.network_view
import numpy
numpy.unique([1])
late = [name for name in sys.modules if name not in before]
print(" ".join(name for name in late if name.startswith(("convstudio.", "numpy.ma"))))
"""


def test_every_module_is_loaded_in_a_step_of_its_own(qapp, monkeypatch):
    loaded = []
    monkeypatch.setattr(preload, "import_module", loaded.append)
    loader = Preload()
    while loader.left:
        loader.step()
    assert tuple(loaded) == MODULES
    assert not loader._timer.isActive()


def test_after_it_the_network_view_has_nothing_more_to_load():
    late = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout
    loader = "import sys\nfrom convstudio.views.preload import MODULES\nfrom importlib import import_module\n"
    loader += "import convstudio.app\n[import_module(name) for name in MODULES]\nprint(' '.join(sys.modules))"
    there = subprocess.run([sys.executable, "-c", loader], capture_output=True, text=True, check=True).stdout
    assert late.split()
    assert set(late.split()) <= set(there.split())
