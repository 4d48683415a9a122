"""What authors write in LaTeX, and what math-core calls it: tables only, `latex.py` acts on them."""

from dlcourse.patterns import lazy

ENVIRONMENTS = {
    "align": "align*",
    "alignat": "align*",
    "alignat*": "align*",
    "alignedat": "aligned",
    "darray": "array",
    "drcases": "rcases",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "equation": "equation*",
    "flalign": "align*",
    "flalign*": "align*",
    "gather": "gather*",
    "multline": "multline*",
    "smallmatrix": "matrix",
    "split": "aligned",
    "tabular": "array",
    "tabular*": "array",
    **{f"{letter}matrix*": f"{letter}matrix" for letter in ("", "p", "b", "B", "v", "V")},
}
INVISIBLE = frozenset({"subequations", "displaymath", "math", "spreadlines", "document"})
COUNTED = frozenset({"alignat", "alignat*", "alignedat"})
TAGGED = frozenset({"align*", "gather*", "multline*"})  # rows of these can carry \tag
UNTAGGED = {"align*": "aligned", "gather*": "gathered"}  # what they become when none does, for a shorter table
TEXT = {name: name for name in (r"\text", r"\textrm", r"\textbf", r"\textit", r"\texttt", r"\textsf")} | {
    r"\emph": r"\textit",
    r"\hbox": r"\text",
    r"\mbox": r"\text",
    r"\textmd": r"\text",
    r"\textnormal": r"\text",
    r"\textsc": r"\text",
    r"\textsl": r"\textit",
    r"\textup": r"\text",
}
RENAMED = {
    r"\AA": "Å",
    r"\Join": r"\bowtie",
    r"\bold": r"\mathbf",
    r"\cr": r"\\",
    r"\dotsb": r"\cdots",
    r"\dotsc": r"\ldots",
    r"\dotsi": r"\cdots",
    r"\dotsm": r"\cdots",
    r"\dotso": r"\ldots",
    r"\hdots": r"\ldots",
    r"\hfil": r"\quad",
    r"\hfill": r"\qquad",
    r"\hspace*": r"\hspace",
    r"\mathbbm": r"\mathbb",
    r"\mathds": r"\mathbb",
    r"\mathnormal": "",
    r"\mathstrut": "",
    r"\mit": r"\mathit",
    r"\newline": r"\\",
    r"\o": "ø",
    r"\operatornamewithlimits": r"\operatorname*",
    r"\pmb": r"\boldsymbol",
    r"\slash": "/",
    r"\smallint": r"\int",
    r"\ss": "ß",
    r"\tabularnewline": r"\\",
    r"\thickapprox": r"\approx",
    r"\thicksim": r"\sim",
    r"\varGamma": r"\mathit{\Gamma}",
    r"\varDelta": r"\mathit{\Delta}",
    r"\varTheta": r"\mathit{\Theta}",
    r"\varLambda": r"\mathit{\Lambda}",
    r"\varSigma": r"\mathit{\Sigma}",
    r"\varPhi": r"\mathit{\Phi}",
    r"\varPsi": r"\mathit{\Psi}",
    r"\varOmega": r"\mathit{\Omega}",
    r"\varliminf": r"\operatorname*{varliminf}",
    r"\varlimsup": r"\operatorname*{varlimsup}",
    r"\vert": "|",
    r"\xlongleftarrow": r"\xleftarrow",
    r"\xlongrightarrow": r"\xrightarrow",
}
# Names to math-core, which places what they run to; then they are drawn as signs with a line.
OVERLINED = {
    "varliminf": '<munder accentunder="true"><mi>lim</mi><mo stretchy="true">\u0332</mo></munder>',
    "varlimsup": '<mover accent="true"><mi>lim</mi><mo stretchy="true">\u0332</mo></mover>',
}
PLAIN_TABLES = {  # \matrix{a & b \cr c & d}, as in plain TeX
    r"\matrix": "matrix",
    r"\pmatrix": "pmatrix",
    r"\bmatrix": "bmatrix",
    r"\cases": "cases",
    r"\eqalign": "aligned",
    r"\displaylines": "gathered",
}
PRIMES = frozenset("′″‴⁗")
DROPPED = frozenset(
    r"\allowbreak \nobreak \break \smash \llap \rlap \mathllap \mathrlap \mathclap \vcenter \tiny \scriptsize"
    r" \footnotesize \small \normalsize \large \Large \LARGE \huge \Huge \notag \nonumber \displaybreak \noindent"
    r" \hfilneg \strut \protect \ensuremath \relax \mathsurround \centering".split()
)
DROPPED_WITH_ARGUMENT = frozenset(
    r"\vspace \vspace* \require \class \cssId \style \htmlClass \htmlId \htmlStyle \htmlData \bbox"
    r" \pagebreak \enlargethispage".split()
)
SWITCHES = frozenset(
    r"\color \displaystyle \textstyle \scriptstyle \scriptscriptstyle \over \atop \choose \brace \brack".split()
)
FULL_WIDTH = dict(zip("（）［］＝＋－＊／＜＞｜，；：！＿＾", "()[]=+-*/<>|,;:!_^", strict=True))
DELIMITED = (
    r"\left \middle \right \big \bigl \bigr \bigm \Big \Bigl \Bigr \Bigm"
    r" \bigg \biggl \biggr \biggm \Bigg \Biggl \Biggr \Biggm"
).split()
DELIMITERS = {"<": r"\langle", ">": r"\rangle"}
TEXT_SIGNS = {"_": r"\_", "^": r"\textasciicircum{}", "&": r"\&", "#": r"\#", r"\\": " ", "~": "~"}
# math-core knows colours by name only. Names that no formula needs stand in for hexadecimal ones until they are drawn.
STAND_INS = ("Apricot", "Bittersweet", "CadetBlue", "Dandelion", "Emerald", "Fuchsia", "GreenYellow", "JungleGreen")
CSS_COLOURS = frozenset(
    "coral crimson darkblue darkcyan darkgreen darkorange darkred deepskyblue dodgerblue firebrick forestgreen gold"
    " hotpink indigo maroon navy orchid royalblue salmon seagreen silver skyblue steelblue tomato turquoise".split()
)
HEX_COLOUR = lazy(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
REFUSED = {
    r"\href": "put the link in the text beside the formula",
    r"\url": "put the link in the text beside the formula",
    r"\includegraphics": "put the picture beside the formula: ![text](picture.svg)",
    r"\ce": r"write chemistry as \mathrm{H_2O}",
    r"\pu": r"write units as 5\,\mathrm{m}",
    r"\SI": r"write units as 5\,\mathrm{m}",
    r"\si": r"write units as \mathrm{m}",
    r"\num": "write the number itself",
    r"\usepackage": "delete it; formulas need no packages",
    r"\documentclass": "delete it; write the formula alone",
    r"\char": "write the character itself",
    r"\unicode": "write the character itself",
    r"\rule": r"leave a space with \quad or \hspace{1em}",
    r"\verb": r"write \texttt{…}",
    r"\input": "write the formula here",
    r"\catcode": "delete it",
    r"\html": "delete it",
    r"\raise": r"use \raisebox{1pt}{…}",
    r"\item": "put the list outside of the formula",
}
DRAWINGS = frozenset(
    {
        "CD",
        "tikzcd",
        "tikzpicture",
        "picture",
        "algorithm",
        "algorithmic",
        "itemize",
        "enumerate",
        "figure",
        "table",
        "center",
        "tabularx",
        "verbatim",
    }
)
HINTS = {
    "abs": r"write \lvert x \rvert",
    "norm": r"write \lVert x \rVert",
    "dv": r"write \frac{\mathrm{d}y}{\mathrm{d}x}",
    "pdv": r"write \frac{\partial y}{\partial x}",
    "qty": r"write \left( … \right)",
    "matrix": r"write \begin{matrix} a & b \end{matrix}",
    "pmatrix": r"write \begin{pmatrix} a & b \end{pmatrix}",
    "cases": r"write \begin{cases} a & b \end{cases}",
    "longdiv": "write the steps as lines of an array",
}
