"""Patterns that wait for their first use do then what compiled ones do."""

import importlib
import pickle
import pkgutil
import re
import subprocess
import sys
from re import _parser  # type: ignore[attr-defined]
from typing import Any

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


def test_every_pattern_of_dlcourse_matches_alike_in_every_python() -> None:
    """Before Python 3.11.5, a possessive group loses its place when its last try fails halfway; an atomic one does not.

    See https://github.com/python/cpython/issues/106052. Of single characters, `[a-z]*+` is right everywhere.
    """
    patterns = _patterns()
    assert len(patterns) > 300
    assert not [name for name, pattern in patterns.items() if _has_possessive_group(_tree(pattern))]


def test_a_possessive_group_is_found_wherever_it_is() -> None:
    for pattern in (r"(?:ab)*+", r"x|(?=(?:[ab]|cd)++)", r"((?:ab)?+)", r"(?>(?:ab){2}+)"):
        assert _has_possessive_group(_tree(pattern))
    for pattern in (r"a*+", r"(?:[ab]++c)*", r"(?>(?:ab)*)", r"(?:a)*+"):
        assert not _has_possessive_group(_tree(pattern))


def _patterns() -> dict[str, str]:
    """Return the patterns of all modules by where they stand; they are compiled, so every one is one."""
    found: dict[str, str] = {}
    kind: Any = type(lazy("")).__mro__[1]  # those that are used already no longer wait
    for module in pkgutil.walk_packages(dlcourse.__path__, "dlcourse."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern | kind) and isinstance(value.pattern, str):
                assert re.compile(value.pattern, value.flags).groups >= 0
                found[f"{module.name}.{name}"] = value.pattern
    return found


def _tree(pattern: str) -> Any:
    return _parser.parse(pattern)


def _has_possessive_group(tree: Any) -> bool:
    if isinstance(tree, tuple) and tree and str(tree[0]) == "POSSESSIVE_REPEAT":
        body = tree[1][2]
        if len(body) != 1 or str(body[0][0]) not in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            return True
    is_inner = isinstance(tree, tuple | list | _parser.SubPattern)
    return is_inner and any(_has_possessive_group(each) for each in tree)
