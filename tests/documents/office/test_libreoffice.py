"""LibreOffice's door: what is asked of it, how long it may take, and what is said without it."""

import os
import select
import stat
from pathlib import Path

import pytest

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.errors import UnreadableFile
from model.media.office import libreoffice
from model.media.pdf.writing import PageMaker
from model.settings import Settings
from tests.documents.office.office_files import docx_parts, paragraph, save_docx, zipped
from tests.documents.office.test_kinds import ole


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


def a_pdf(path: Path) -> Path:
    with PageMaker() as maker:
        maker.new_page(300, 200)
        path.write_bytes(maker.save())
    return path


def converted(path, settings):
    return convert(path, document_kind(path), settings)


WRITES = """
for word; do case "$word" in
  -env:UserInstallation=*) profile="${word#*file://}";;
  --outdir) next=out;;
  *) [ "$next" = out ] && out="$word"; next=;;
esac; done
"""


def test_every_job_is_shut_in_a_profile_of_its_own(tmp_path):
    source = a_pdf(tmp_path / "made.pdf")
    script = WRITES + (
        f'cp "$profile/user/registrymodifications.xcu" {tmp_path}/seen.xcu\n'
        f'env > {tmp_path}/env.txt\nmkdir -p "$out" && cp {source} "$out/document.pdf"'
    )
    settings = Settings(soffice=program(tmp_path / "soffice", script))
    assert libreoffice.to_pdf(b"x", "docx", "a.docx", settings) == source.read_bytes()
    seen = (tmp_path / "seen.xcu").read_text()
    assert "DisableMacrosExecution" in seen
    assert "BlockUntrustedRefererLinks" in seen
    home = next(
        line for line in (tmp_path / "env.txt").read_text().splitlines() if line.startswith("HOME=")
    )
    assert "sightline-office-" in home
    assert not Path(home.removeprefix("HOME=")).exists()


def test_one_that_hangs_is_ended_with_its_children(tmp_path):
    os.mkfifo(tmp_path / "alive")
    # The child holds the pipe open for writing as long as it lives.
    script = f"sleep 600 > {tmp_path}/alive & wait"
    reading = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    settings = Settings(soffice=program(tmp_path / "soffice", script), office_s=0.5)
    with pytest.raises(UnreadableFile, match="took more than 0.5 seconds for 'a.docx'"):
        libreoffice.to_pdf(b"x", "docx", "a.docx", settings)
    with os.fdopen(reading) as pipe:
        gone = select.poll()
        gone.register(pipe, select.POLLHUP)
        assert gone.poll(10_000)


def test_one_that_fails_leaves_the_drawing_to_us(tmp_path):
    path = save_docx(tmp_path / "a.docx", paragraph("Words"))
    made = converted(path, Settings(soffice=program(tmp_path / "soffice", "exit 3")))
    assert made.approximate.startswith("Drawn here")
    assert made.facts_notes == ("LibreOffice could not draw 'a.docx'; it was drawn here instead.",)


def test_what_it_is_given_is_cleaned(tmp_path):
    script = f'for word; do last=$word; done; cp "$last" {tmp_path}/given.zip'
    path = tmp_path / "a.docm"
    path.write_bytes(zipped(docx_parts(paragraph("x"), word__vbaProject_DOT_bin=b"VBA")))
    converted(path, Settings(soffice=program(tmp_path / "soffice", script)))
    assert b"vbaProject" not in (tmp_path / "given.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", ole("WordDocument"), "from before 2007 (.doc), which is not read here; save it"),
        ("a.ppt", ole("PowerPoint Document"), "save it as PPTX or PDF"),
        ("a.xls", ole("Workbook"), "save it as XLSX or PDF"),
        ("a.rtf", b"{\\rtf1 x}", "an RTF document"),
        (
            "a.odt",
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
            "an OpenDocument file (ODT), which only LibreOffice opens",
        ),
    ],
)
def test_without_it_old_files_get_a_sentence(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        converted(path, Settings(soffice="none"))
    assert said in str(caught.value)
    assert repr(name) in str(caught.value)


def test_links_of_opendocument_files_lead_nowhere(tmp_path):
    content = '<a xlink:href="http://x.invalid/p.png"/><b xlink:href="Pictures/1.png"/>'
    path = tmp_path / "a.odt"
    path.write_bytes(
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    )
    script = f'for word; do last=$word; done; cp "$last" {tmp_path}/given.zip'
    with pytest.raises(UnreadableFile, match="could not draw"):
        converted(path, Settings(soffice=program(tmp_path / "soffice", script)))
    given = (tmp_path / "given.zip").read_bytes()
    assert b"x.invalid" not in given
    assert b"Pictures/1.png" in given
