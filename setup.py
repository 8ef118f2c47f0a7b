"""The one step of the build that pyproject.toml cannot say: translations are compiled into the wheel."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from anwei.config.translations import compile_all  # noqa: E402


class BuildWithTranslations(build_py):
    """Files of the package, then the catalogs compiled beside them."""

    def run(self) -> None:
        """Build."""
        super().run()
        compile_all(HERE / "anwei", into=Path(self.build_lib) / "anwei")


setup(cmdclass={"build_py": BuildWithTranslations})
