"""The files pages load: found under hashed names in production, never from another host."""

import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command

STATIC = Path(__file__).resolve().parents[2] / "anwei" / "foundation" / "static" / "foundation"


def test_production_can_hash_every_file(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
    assert (tmp_path / "staticfiles.json").exists()


def test_no_stylesheet_or_script_of_ours_loads_from_another_host() -> None:
    loads = re.compile(r"""(?:@import|url\(|import\(|fetch\(|src=)\s*["']?https?://""")
    guilty = [
        path.name
        for path in STATIC.rglob("*")
        if path.suffix in {".css", ".js"} and loads.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_what_is_vendored_brings_its_licence() -> None:
    folders = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]
    assert len(folders) >= 3
    assert [path.name for path in folders if not list(path.glob("LICENSE*"))] == []
