"""Makes the pictures of executed notebooks small, so that a page with several stays light."""

import base64
import io

from nbformat import NotebookNode
from PIL import Image

NUM_COLOURS = 64


def shrink_pictures(notebook: NotebookNode) -> None:
    """Writes every PNG among the outputs in few colours, in place; plots have no more."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = base64.b64encode(
                    shrunk(base64.b64decode(data["image/png"]))
                ).decode()


def shrunk(png: bytes) -> bytes:
    """Returns a PNG in at most 64 colours, without transparency, on white."""
    with Image.open(io.BytesIO(png)) as picture:
        rgba = picture.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    flat = Image.alpha_composite(white, rgba).convert("RGB")
    small = flat.quantize(NUM_COLOURS, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    small.save(stream, "PNG", optimize=True)
    return stream.getvalue()
