"""MP4: what ffmpeg is given, and what happens where it fails. The last test needs the real program."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from convstudio.files.films.mp4 import Mp4Encoder, best_codec
from convstudio.files.films.writing import write_film

STAND_IN = """#!{python}
import sys
if "-encoders" in sys.argv:
    print(" V..... mpeg4   MPEG-4\\n V..... libx264  H.264")
    sys.exit()
{fails}
size = sys.argv[sys.argv.index("-s") + 1]
data = sys.stdin.buffer.read()
open(sys.argv[-1], "wb").write(size.encode() + b" " + sys.argv[sys.argv.index("-c:v") + 1].encode() + data)
"""


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A program in the place of ffmpeg that writes what it reads."""

    def make(fails=""):
        program = tmp_path / "bin" / "ffmpeg"
        program.parent.mkdir()
        program.write_text(STAND_IN.format(python=sys.executable, fails=fails))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", None)
        return program

    return make


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
class TestWithAStandIn:
    def test_every_pixel_of_every_frame_is_handed_over(self, tmp_path, walk, stand_in):
        stand_in()
        assert write_film(walk, tmp_path / "a.mp4", 10)
        pixels = b"".join(frame.tobytes() for frame in walk.frames)
        assert (tmp_path / "a.mp4").read_bytes() == b"61x30 libx264" + pixels

    def test_what_ffmpeg_says_is_what_a_person_reads(self, tmp_path, walk, stand_in):
        stand_in('sys.exit("out of luck")')
        with pytest.raises(OSError, match="ffmpeg failed: out of luck"):
            write_film(walk, tmp_path / "a.mp4", 10)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["bin"]

    def test_cancelling_stops_it_and_leaves_nothing(self, tmp_path, walk, stand_in):
        stand_in()
        done = []
        assert not write_film(walk, tmp_path / "a.mp4", 10, done.append, lambda: len(done) == 3)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["bin"]

    def test_the_best_codec_that_it_has_is_taken(self, stand_in):
        assert best_codec(str(stand_in())) == "libx264"

    def test_an_ffmpeg_without_one_is_refused(self, stand_in):
        program = stand_in()
        program.write_text(f"#!{sys.executable}\nprint(' V..... gif  GIF')")
        with pytest.raises(OSError, match="has no encoder for MP4"):
            best_codec(str(program))


def test_without_a_frame_there_is_no_film(monkeypatch):
    monkeypatch.setattr("convstudio.files.films.mp4.ffmpeg", lambda: "ffmpeg")
    encoder = Mp4Encoder(10)
    with pytest.raises(ValueError, match="at least one frame"):
        encoder.finish()
    encoder.close()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_ffmpeg_reads_back_what_was_drawn(tmp_path, walk):
    """Colours are halved in resolution and sizes become even, so this is about brightness."""
    write_film(walk, tmp_path / "a.mp4", 10)
    command = ["ffmpeg", "-loglevel", "error", "-i", str(tmp_path / "a.mp4"), "-f", "rawvideo"]
    raw = subprocess.run([*command, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(12, 30, 62, 3)[:, :, :61].astype(float)
    assert np.abs(frames.mean(axis=3) - np.array(walk.frames, float).mean(axis=3)).mean() < 6
