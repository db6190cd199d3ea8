"""Make the fonts of the PDF files from those of the pages: one weight each, Latin of all Europe."""

import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

PAGES = Path("src/upside/web/static/upside/fonts")
PDF = Path("src/upside/web/pairs/fonts")
WEIGHTS = {
    "inter-400": ("inter", 400),
    "inter-600": ("inter", 600),
    "newsreader-500": ("newsreader", 500),
}


def main() -> None:
    """Write each font anew; run by hand where the fonts of the pages change."""
    for name, (family, weight) in WEIGHTS.items():
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            for part in ("latin", "latin-ext"):
                font = TTFont(PAGES / f"{family}-{part}.woff2")
                limits = {a.axisTag: a.defaultValue for a in font["fvar"].axes} | {"wght": weight}
                font = instantiateVariableFont(font, limits)
                font.flavor = None
                for table in ("GSUB", "GPOS", "GDEF", "STAT"):
                    if table in font:
                        del font[table]
                parts.append(str(Path(folder) / f"{part}.ttf"))
                font.save(parts[-1])
            Merger().merge(parts).save(PDF / f"{name}.ttf")
            print(name, (PDF / f"{name}.ttf").stat().st_size)


if __name__ == "__main__":
    main()
