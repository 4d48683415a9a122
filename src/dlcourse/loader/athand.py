"""Files of lessons as this process read them last: what has the same times and size need not be looked at again."""

from collections.abc import Collection

from dlcourse.filetimes import Stamp
from dlcourse.lately import Lately
from dlcourse.loader.lessons import Reading


class AtHand:
    """What `dlcourse serve` goes on from, in memory alone.

    `lately` has what was made of the files: as long as they are the same, so are the lessons, each the same object.
    """

    def __init__(self) -> None:
        self.lately = Lately()
        self._ground: object = None
        self._files: dict[str, tuple[Stamp, Reading]] = {}

    def stand_on(self, ground: object) -> None:
        """Forget every file if it was read with anything else than `ground` around it."""
        if ground != self._ground:
            self._ground = ground
            self._files.clear()

    def get(self, path: str, stamp: Stamp | None) -> Reading | None:
        """Return what was read of the file `path` when it had this `stamp`."""
        known = self._files.get(path)
        return known[1] if known and known[0] == stamp else None

    def put(self, path: str, stamp: Stamp | None, reading: Reading) -> None:
        """Remember what was read of the file `path`; its `stamp` was taken before."""
        if stamp:
            self._files[path] = stamp, reading

    def keep(self, paths: Collection[str]) -> None:
        """Forget every file but these, and what was not asked for again."""
        self.lately.turn()
        if len(self._files) > len(paths):
            self._files = {path: self._files[path] for path in paths if path in self._files}
