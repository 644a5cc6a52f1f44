"""Whether a picture is all there: of some kinds Qt reads what there is and leaves the rest grey."""

import os

CHECKED = ("jpeg", "jpg", "gif", "bmp")  # of these Qt does not tell
_DAMAGES = {"truncated": "the file ends before the picture does", "broken": "its data is broken"}


def damage_of(path: str | os.PathLike[str], format: str) -> str:
    """What is wrong with the data of a picture, as half a sentence; "" where nothing is known of it.

    Args:
        path: a file that can be read as a picture.
        format: its kind in Qt's words.
    """
    if format not in CHECKED:
        return ""
    from PIL import BmpImagePlugin, GifImagePlugin, JpegImagePlugin  # many start and never open one

    kinds = {"gif": GifImagePlugin.GifImageFile, "bmp": BmpImagePlugin.BmpImageFile}
    kind = kinds.get(format, JpegImagePlugin.JpegImageFile)
    try:
        with kind(path) as image:
            image.draft("L", (image.width // 8, image.height // 8))  # all is read, less is computed
            image.load()
    except OSError as error:
        return next((text for word, text in _DAMAGES.items() if word in str(error)), "")
    except Exception:  # a variety that Qt may know: Pillow's decoders raise what they like
        return ""
    return ""
