"""Draws what a terminal shows, as SVG: tmux's capture on stdin, the picture on stdout. Arguments: columns, title."""
import io
import re
import sys

from rich.console import Console
from rich.text import Text

columns, title = int(sys.argv[1]), sys.argv[2]
console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False)
console.print(Text.from_ansi(sys.stdin.read().rstrip("\n")), soft_wrap=True)
svg = console.export_svg(title=title, unique_id="tail")
# The picture must not load fonts from the network.
svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code", "ui-monospace, Menlo, Consolas")
sys.stdout.write("\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n")
