"""The loader: the folder content/ in, a `Course` and its diagnostics out."""

from dlcourse.loader.athand import AtHand
from dlcourse.loader.bodies import digest_of, with_bodies
from dlcourse.loader.course import load_course
from dlcourse.loader.memos import Known

__all__ = ["AtHand", "Known", "digest_of", "load_course", "with_bodies"]
