"""A column of the progress bar: how many articles a second."""

from __future__ import annotations

from rich.progress import ProgressColumn, Task
from rich.text import Text


class RateColumn(ProgressColumn):
    """Articles a second, over the last half minute."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing before the first article."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "")
