"""MP4 with the help of ffmpeg, where the system has it."""

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from convstudio.files.films.changes import Changes
from convstudio.files.films.film import Encoder, Frame

LONGEST_SIDE = 8192
_CODECS = {  # the best that there is; each at a quality at which edges of cells stay sharp
    "libx264": ("-crf", "16", "-preset", "medium", "-tune", "animation"),
    "libopenh264": ("-b:v", "8M"),
    "mpeg4": ("-q:v", "2"),
}
_EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white"
_SECONDS_TO_END = 600


def ffmpeg() -> str | None:
    """Where ffmpeg is; None where there is none."""
    return shutil.which("ffmpeg")


class Mp4Encoder(Encoder):
    """Gives the frames to ffmpeg, which works beside this program. Colours lose a little.

    All frames are seen equally long; one that is to be seen longer is repeated.
    """

    def __init__(self, frames_per_second: float) -> None:
        """Start with the first frame.

        Raises:
            OSError: there is no ffmpeg.
        """
        found = ffmpeg()
        if found is None:
            raise OSError("MP4 needs the program ffmpeg, which was not found")
        self._ffmpeg, self._rate = found, frames_per_second
        self._folder = tempfile.TemporaryDirectory(prefix="convstudio-")
        self._path, self._said = (Path(self._folder.name, name) for name in ("film.mp4", "said.txt"))
        self._process: subprocess.Popen[bytes] | None = None
        self._changes = Changes()

    def add(self, frame: Frame, seconds: float) -> None:
        """Hand a frame over.

        Raises:
            OSError: ffmpeg has ended before its time.
        """
        self._changes.of(frame)
        process = self._process = self._process or self._start(frame)
        assert process.stdin is not None
        try:
            for _ in range(max(1, round(seconds * self._rate))):
                process.stdin.write(frame.tobytes())
        except OSError:  # the pipe is broken
            raise OSError(self._what_was_said()) from None

    def finish(self) -> bytes:
        """The file, when ffmpeg has ended."""
        if self._process is None or self._process.stdin is None:
            raise ValueError("an animation needs at least one frame")
        with contextlib.suppress(BrokenPipeError):  # it has ended, and said why
            self._process.stdin.close()
        try:
            ended = self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            raise OSError(f"ffmpeg did not end within {_SECONDS_TO_END} seconds") from None
        if ended != 0:
            raise OSError(self._what_was_said())
        return self._path.read_bytes()

    def close(self) -> None:
        """Stop ffmpeg if it still runs, and remove what it wrote."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None and not self._process.stdin.closed:
                with contextlib.suppress(OSError):  # the last bytes were for nobody
                    self._process.stdin.close()
        self._folder.cleanup()

    def _start(self, frame: Frame) -> "subprocess.Popen[bytes]":
        rows, cols, _ = frame.shape
        given = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{cols}x{rows}", "-r", f"{self._rate:g}")
        codec = best_codec(self._ffmpeg)
        wanted = ("-an", "-vf", _EVEN, "-c:v", codec, *_CODECS[codec], "-pix_fmt", "yuv420p")
        command = [self._ffmpeg, "-loglevel", "error", "-y", *given, "-i", "-", *wanted]
        command += ["-movflags", "+faststart", str(self._path)]
        with self._said.open("wb") as said:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)

    def _what_was_said(self) -> str:
        lines = self._said.read_text("utf-8", "replace").splitlines()
        return "ffmpeg failed: " + next((line.strip() for line in lines if line.strip()), "it said nothing")


def best_codec(program: str) -> str:
    """The best of the codecs that this ffmpeg has.

    Raises:
        OSError: it cannot be started, or has none of them.
    """
    asked = subprocess.run(
        [program, "-hide_banner", "-encoders"], capture_output=True, text=True, errors="replace", timeout=30
    )
    words = set(asked.stdout.split())
    found = next((codec for codec in _CODECS if codec in words), None)
    if found is None:
        raise OSError("this ffmpeg has no encoder for MP4")
    return found
