"""Read damaged copies of a file, each in a limited time and with limited memory; run as a program by a test.

    python damage.py FILE COUNT

Half of the copies end early, half have some bytes changed. Prints one line for each copy that was neither
read nor refused with one sentence, and at last how many were refused and read.
"""

import random
import resource
import signal
import sys
import tempfile
from pathlib import Path

from convstudio.files.model_import import describes_model, import_model
from convstudio.files.weights import read_weights

SECONDS = 2
BYTES = 200 << 20


def damaged(data, number, chance):
    """A copy: every other one is cut, the others have 1 to 8 bytes changed, most of them near the ends."""
    if number % 2:
        return data[: chance.randrange(len(data))]
    copy = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        place = chance.randrange(len(copy))
        copy[place] = chance.choice((0, 255, copy[place] ^ 1 << chance.randrange(8), chance.randrange(256)))
    return bytes(copy)


def read_wholly(path):
    """Everything that a person can ask for."""
    for entry in read_weights(path).entries.values():
        entry.read()
    if describes_model(path):
        import_model(path)


def main(path, count):
    data, chance = path.read_bytes(), random.Random(0)
    read_wholly(path)
    refused = 0
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + BYTES, size + BYTES))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        for number in range(count):
            copy.write_bytes(damaged(data, number, chance))
            signal.setitimer(signal.ITIMER_REAL, SECONDS)  # ends the program
            try:
                read_wholly(copy)
            except ValueError as error:
                refused += 1
                if "\n" in str(error) or path.name not in str(error):
                    print(f"copy {number}: {error!r}"[:300])
            except BaseException as error:
                print(f"copy {number}: {error!r}"[:300])
            signal.setitimer(signal.ITIMER_REAL, 0)
    print(f"{refused} of {count} refused")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
