"""`bilingual: pairs` in the front matter of a file, all else in it left as it is."""

import re

from dlcourse.model import Source

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
KEY = re.compile(r"([ ]*)[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*:")
AUTO = re.compile(r"(['\"]?)auto\1")
MARK = "\ufeff"


def with_pairs_declared(text: str, source: Source) -> str:
    """Return the file `text` with `bilingual: pairs` in its front matter, which is made if there is none.

    `source` is what the file was read as.
    """
    mark = MARK if text.startswith(MARK) else ""
    lines = LINE.findall(text.removeprefix(MARK))
    first = lines[0] if lines else ""
    end = first[len(first.rstrip("\r\n")) :] or "\n"
    if source.body_line == 1:
        between = [] if not first.strip() else [end]
        return mark + "".join([f"---{end}", f"bilingual: pairs{end}", f"---{end}", *between, *lines])
    place = source.places.get("bilingual")
    if place is not None:
        line, column = lines[place.line - 1], place.column - 1
        lines[place.line - 1] = line[:column] + AUTO.sub(r"\1pairs\1", line[column:], count=1)
        return mark + "".join(lines)
    closing = source.body_line - 2
    header = lines[1:closing]
    brace = next((index for index, line in enumerate(header, 1) if line.strip()), None)
    if brace is not None and lines[brace].lstrip().startswith("{"):
        comma = ", " if lines[brace].strip() != "{}" else ""
        lines[brace] = lines[brace].replace("{", "{bilingual: pairs" + comma, 1)
        return mark + "".join(lines)
    indent = next((match[1] for line in header if (match := KEY.match(line))), "")
    return mark + "".join([*lines[:closing], f"{indent}bilingual: pairs{end}", *lines[closing:]])
