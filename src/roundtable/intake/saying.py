"""What a file was understood to say, told on a terminal."""

import sys

from roundtable.intake.problems import Severity, group
from roundtable.intake.returns import Reading
from roundtable.measures.wording import plural


def say(reading: Reading) -> None:
    """Print what was read and every problem; errors go where errors belong."""
    for sentence in reading.understood:
        print(sentence)
    for each in group(reading.problems):
        line = f"{each.severity.capitalize()}: {each.place}: {each.message} {each.what_to_do}"
        print(line, file=sys.stderr if each.severity is Severity.ERROR else sys.stdout)
    print(
        f"{plural(len(reading.lines), 'value')} read, {plural(len(reading.problems_of(Severity.ERROR)), 'error')}."
    )
