"""Where the folders lie that dlcourse brings along."""

from pathlib import Path


def shipped(name: str) -> Path:
    """Return the shipped folder `name` (templates, content): beside this file in a wheel, else in the checkout."""
    here = Path(__file__).parent
    return here / name if (here / name).is_dir() else here.parents[1] / name
