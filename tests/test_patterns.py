"""Patterns that wait for their first use do then what compiled ones do."""

import importlib
import pickle
import pkgutil
import re
import subprocess
import sys

import dlcourse
from dlcourse.patterns import lazy


def test_a_lazy_pattern_finds_what_a_compiled_one_finds() -> None:
    waiting, compiled = lazy(r"(?P<word>b+)", re.IGNORECASE), re.compile(r"(?P<word>b+)", re.IGNORECASE)
    for _ in range(2):  # before and after it is compiled
        assert waiting.findall("aBbab") == compiled.findall("aBbab") == ["Bb", "b"]
        assert waiting.sub("-", "abc") == "a-c"
        assert waiting.split("abc") == ["a", "b", "c"]
        assert waiting.match("abc") is None
        assert waiting.search("abc", 2) is None
        assert [found["word"] for found in waiting.finditer("abc")] == ["b"]
    assert (waiting.pattern, waiting.flags, waiting.groups) == (compiled.pattern, compiled.flags, 1)
    assert not hasattr(waiting, "nothing_of_the_kind")


def test_a_lazy_pattern_is_not_compiled_before_its_first_use() -> None:
    code = (
        "import re, sys\n"
        "from dlcourse.patterns import lazy\n"
        "from re import _compiler\n"
        "made = []\n"
        "compile_now = _compiler.compile\n"
        "_compiler.compile = lambda *given: made.append(given[0]) or compile_now(*given)\n"
        "word = lazy('b+')\n"
        "print(word.pattern, made)\n"
        "word.search('abc'), word.search('abc')\n"
        "print(made)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "b+ []\n['b+']\n"


def test_a_lazy_pattern_can_go_to_another_process() -> None:
    for _ in range(2):
        word = lazy("b+")
        assert pickle.loads(pickle.dumps(word)).search("abc")
        word.search("abc")


def test_every_lazy_pattern_of_dlcourse_can_be_compiled() -> None:
    kind = type(lazy("")).__mro__[1]  # what is used already, by a test before this one, no longer waits
    count = 0
    for found in pkgutil.walk_packages(dlcourse.__path__, "dlcourse."):
        if found.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(found.name)).values():
            if isinstance(value, kind):
                assert value.groups >= 0, found.name
                count += 1
    assert count > 100
