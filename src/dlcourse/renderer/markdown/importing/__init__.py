"""What lessons bring along from other tools: read where it can be, else left out or shown as code, and reported."""

from markdown_it import MarkdownIt

from dlcourse.renderer.markdown.importing.attributelists import use_attribute_lists
from dlcourse.renderer.markdown.importing.components import use_components
from dlcourse.renderer.markdown.importing.d2l import use_d2l
from dlcourse.renderer.markdown.importing.embeds import use_embeds
from dlcourse.renderer.markdown.importing.inhtml import use_html_tags
from dlcourse.renderer.markdown.importing.labels import use_labels
from dlcourse.renderer.markdown.importing.latex import use_latex
from dlcourse.renderer.markdown.importing.modules import use_modules
from dlcourse.renderer.markdown.importing.notices import use_notices
from dlcourse.renderer.markdown.importing.pymdown import use_pymdown_blocks
from dlcourse.renderer.markdown.importing.restructured import use_restructured
from dlcourse.renderer.markdown.importing.roles import use_roles
from dlcourse.renderer.markdown.importing.snippets import use_snippets
from dlcourse.renderer.markdown.importing.tagblocks import use_tag_blocks
from dlcourse.renderer.markdown.importing.tagspans import use_tag_spans
from dlcourse.renderer.markdown.text.headings import use_heading_attributes


def use_importing(md: MarkdownIt) -> None:
    """Make `md` know the constructs of other tools; to be used behind all rules of ours."""
    use_tag_spans(md)
    use_tag_blocks(md)
    use_roles(md)
    use_attribute_lists(md)
    use_restructured(md)
    use_pymdown_blocks(md)
    use_modules(md)
    use_components(md)
    use_snippets(md)
    use_d2l(md)
    use_embeds(md)
    use_latex(md)
    use_notices(md)
    use_labels(md)
    use_html_tags(md)
    use_heading_attributes(md)
