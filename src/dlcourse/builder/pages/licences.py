"""Where the text of a licence stands, for those that courses are often under."""

import re

# Creative Commons in the words that authors use: CC BY 4.0, CC-BY-NC-SA-3.0.
_CREATIVE_COMMONS = re.compile(r"CC[ -]BY((?:-(?:NC|SA|ND)){0,2})[ -]([1-4]\.0)", re.IGNORECASE)
_OTHERS = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "mit": "https://spdx.org/licenses/MIT.html",
    "apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "gfdl-1.3": "https://www.gnu.org/licenses/fdl-1.3",
}


def licence_address(licence: str) -> str:
    """Return the address of a licence's text, "" for a licence that is not known."""
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found:
        return f"https://creativecommons.org/licenses/by{found[1].lower()}/{found[2]}/"
    return _OTHERS.get(licence.casefold(), "")
