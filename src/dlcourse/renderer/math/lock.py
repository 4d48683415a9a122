"""The second lock: math-core escapes what it is given; should it once fail to, this stops the page."""

import re

# Tags are m…, and those that a text in a formula may have.
_FORBIDDEN = re.compile(
    r"<(?!/?(?:m[a-z]+|b|i|em|strong|code|span|kbd)[\s/>])|<[^>]*\s(?:on\w+|href|src)\s*=", re.IGNORECASE
)
_OTHER_TAG = re.compile(r"<(?!/?m[a-z]++[\s/>])")


def is_forbidden(mathml: str) -> bool:
    """Tell whether `mathml` holds markup that no formula has, or what runs or loads something."""
    # Nearly all formulas have nothing that even resembles it, which is seen in less time.
    folded = mathml.casefold()
    is_odd = bool(_OTHER_TAG.search(mathml)) or "on" in folded or "href" in folded or "src" in folded
    return is_odd and bool(_FORBIDDEN.search(mathml))
