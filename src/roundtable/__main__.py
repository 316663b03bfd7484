"""`python -m roundtable` is the command."""

import sys

from roundtable.cli import main

sys.exit(main())
