"""``python -m clonal`` is the command line."""

import sys

from clonal.cli import main

sys.exit(main())
