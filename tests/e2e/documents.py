"""For tests: what stands in the Markdown documents: their commands, links and headings."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"(?:^<!-- (?P<marker>[^\n]*?) -->\n)?^(?P<fence>```+)(?P<language>\w*)\n(?P<text>.*?)^(?P=fence)$",
                   re.M | re.S)
LINK = re.compile(r"\[[^][]*\]\(([^)\s]+)\)")
SHELLS = {"sh", "bash", "shell", "console", "zsh", "fish", "powershell"}
# Of the tests themselves nobody but their authors reads anything.
OTHERS = ("tests/", "build/")


class Block:
    """Fenced text, and the comment on the line before it."""

    def __init__(self, match):
        self.marker, self.language, self.text = match["marker"] or "", match["language"], match["text"]
        self.title = self.text.strip().splitlines()[0] if self.text.strip() else ""

    def told(self, word):
        """What the marker says behind this word, or None."""
        return self.marker.removeprefix(word + ": ") if self.marker.startswith(word + ": ") else None


class Document:
    def __init__(self, path):
        self.path, self.name = path, path.relative_to(ROOT).as_posix()
        self.text = path.read_text()
        self.blocks = [Block(match) for match in FENCE.finditer(self.text)]
        self.indented = re.findall(rf"^ +```(?:{'|'.join(SHELLS)})\b", self.text, re.M)
        self.commands = [block for block in self.blocks if block.language in SHELLS]
        prose = FENCE.sub("", self.text)
        self.links = LINK.findall(re.sub(r"`[^`\n]*`", "", prose))
        self.anchors = {anchor(title) for title in re.findall(r"^#+ (.*)$", prose, re.M)}

    def translation_of(self):
        """The English document, for one in docs/fr and so on."""
        parts = self.path.relative_to(ROOT).parts
        return ROOT / "docs" / parts[2] if len(parts) == 3 and parts[0] == "docs" and len(parts[1]) == 2 else None


def anchor(title):
    """As GitHub makes it of a heading."""
    title = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).strip().lower()
    return re.sub(r"[^\w\- ]", "", title).replace(" ", "-")


def documents():
    found = sorted(path for path in ROOT.rglob("*.md") if not path.relative_to(ROOT).as_posix().startswith(OTHERS))
    return [Document(path) for path in found]
