"""A page that shows the pictures of all screens, one row each: ``python -m tests.e2e.gallery FOLDER``."""

import html
import sys
from pathlib import Path

from tests.e2e.looking import WAYS

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Touchstone: every screen</title><style>
body { font: 15px system-ui; margin: 24px; background: #fbfaf8; color: #201f1b }
section { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; align-items: start; margin-bottom: 32px }
h2 { grid-column: 1 / -1; margin: 0; font-size: 18px } figure { margin: 0 } figcaption { color: #615d55 }
img { width: 100%; max-height: 480px; object-fit: cover; object-position: top; border: 1px solid #dedad1 }
</style><h1>Every screen</h1>
"""


def page_of(folder: Path) -> str:
    """Return the page for the pictures ``NAME-WAY.png`` in ``folder``."""
    names = sorted({file.stem.removesuffix(f"-{way}") for way in WAYS for file in folder.glob(f"*-{way}.png")})
    return HEAD + "\n".join(_row(folder, name) for name in names)


def _row(folder: Path, name: str) -> str:
    figures = [
        f'<figure><a href="{file}"><img loading="lazy" src="{file}" alt=""></a><figcaption>{way}</figcaption></figure>'
        for way in WAYS
        if (folder / (file := f"{html.escape(name)}-{way}.png")).exists()
    ]
    return f"<section><h2>{html.escape(name)}</h2>{''.join(figures)}</section>"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target / "index.html").write_text(page_of(target), encoding="utf-8")
    sys.stdout.write(f"{target / 'index.html'}\n")
