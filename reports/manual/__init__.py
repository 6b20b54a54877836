"""The how-tos of the office, one file each, as `isu help TOPIC` shows them; the rest of the manual is in docs/manual.

Apart because they are shipped with the program: who has no folder `docs` has them too.
"""

from importlib.resources import files


def topics() -> dict[str, str]:
    """Give the title of every how-to by its topic, in the order of the topics.

    >>> topics()["paid-too-much"]
    'A State paid too much'
    """
    pages = sorted(
        (page for page in files(__name__).iterdir() if page.name.endswith(".md")), key=lambda page: page.name
    )
    return {page.name.removesuffix(".md"): page.read_text("utf-8").splitlines()[0].lstrip("# ") for page in pages}


def text_of(topic: str) -> str:
    """Give the text of a how-to, as Markdown; its topic is one of ``topics``."""
    return (files(__name__) / f"{topic}.md").read_text("utf-8")
