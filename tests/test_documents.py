import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_points_to_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    targets = re.findall(r'\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)="([^"]+)"', text)
    for target in filter(None, (one or other for one, other in targets)):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_the_documents_say_the_same_as_each_other_about_the_first_network() -> None:
    code = [
        re.search(r"```python\nimport numpy as np\n.*?```", path.read_text("utf-8"), re.DOTALL)
        for path in (CHECKOUT / "README.md", CHECKOUT / "docs" / "how-it-works.md")
    ]
    assert code[0] is not None
    assert code[1] is not None
    assert code[0][0] == code[1][0]
