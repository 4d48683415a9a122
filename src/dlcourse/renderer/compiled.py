"""What shipped templates were compiled to, kept as Python keeps its modules: beside them, in `__pycache__`.

To compile them takes longer than to make a few pages. What is damaged, foreign or out of date counts as not there;
where nothing may be written, nothing is kept.
"""

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

DIGEST_BYTES = 16


class Compiled(BytecodeCache):
    """The compiled templates of `folder`. `settings` is what else they depend on: how templates are read."""

    def __init__(self, folder: Path, settings: str) -> None:
        self._folder = folder
        self._tag = f"{sys.implementation.cache_tag}-{hashlib.blake2b(settings.encode(), digest_size=6).hexdigest()}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return what the file of a template is called, "" for one that is not kept."""
        is_ours = filename is not None and Path(filename).parent == self._folder
        return f"{name.replace('/', '-')}.{self._tag}" if is_ours else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole; whether it is that of the same template, its bucket looks itself."""
        if bucket.key:
            with suppress(OSError):
                kept = self._file(bucket).read_bytes()
                if _digest(kept[DIGEST_BYTES:]) == kept[:DIGEST_BYTES]:
                    bucket.bytecode_from_string(kept[DIGEST_BYTES:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, all of it or nothing."""
        if not bucket.key or sys.dont_write_bytecode:
            return
        code, file = bucket.bytecode_to_string(), self._file(bucket)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            beside.write_bytes(_digest(code) + code)
            beside.replace(file)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / "__pycache__" / bucket.key


def _digest(code: bytes) -> bytes:
    return hashlib.blake2b(code, digest_size=DIGEST_BYTES).digest()
