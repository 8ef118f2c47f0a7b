#!/usr/bin/env python
"""Django's own entry, for tools that look for it; `anwei` is the same."""

import sys

from anwei.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
