"""What is served of our JavaScript is smaller, and still JavaScript."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from omsrp.statics import smaller

MODULES = sorted(Path("static/js").rglob("*.js"))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_smaller_module_is_still_one(module: Path):
    source = module.read_bytes()
    checked = subprocess.run(
        ["node", "--input-type=module", "--check"], input=smaller(source), capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr.decode()
    assert len(smaller(source)) <= len(source)


def test_strings_and_template_literals_keep_their_blanks():
    assert (
        smaller(b"// why\nlet a = `x  ${ b }  // y`;\nlet c = 'd  e'; // f") == b"let a=`x  ${ b }  // y`;let c='d  e';"
    )


def test_collected_modules_are_the_smaller_ones():
    finder = get_finder("omsrp.statics.SmallerFilesFinder")
    found = dict(finder.list([]))
    with found["js/main.js"].open("js/main.js") as file:
        assert file.read() == smaller(Path("static/js/main.js").read_bytes())
    with found["css/tokens.css"].open("css/tokens.css") as file:
        assert file.read() == Path("static/css/tokens.css").read_bytes()
    assert finders.find("js/main.js")
