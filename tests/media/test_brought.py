"""A file that a user brought may be gone, empty or too large, whatever is asked of it."""

from dataclasses import replace
from hashlib import sha256

import pytest

from model.errors import TooLarge, UnreadableFile
from model.media.brought import check_document, digest_of, head_of, size_of, whole
from model.media.sniff import HEAD_BYTES
from model.settings import Settings


def test_a_file_and_its_bytes_are_told_the_same(tmp_path):
    path, data = tmp_path / "a.bin", bytes(range(256)) * 40
    path.write_bytes(data)
    assert head_of(path, "a.bin") == data[:HEAD_BYTES]
    for source in (path, data):
        assert (size_of(source, "a.bin"), whole(source, "a.bin")) == (len(data), data)
        assert digest_of(source, "a.bin") == sha256(data).hexdigest()


@pytest.mark.parametrize("ask", [head_of, size_of, whole, digest_of])
def test_a_file_that_is_gone_is_named(ask, tmp_path):
    with pytest.raises(UnreadableFile, match="^'my.pdf' is not there any more; add it again.$"):
        ask(tmp_path / "gone", "my.pdf")


def test_documents_are_neither_empty_nor_over_the_limit():
    small = replace(Settings(), document_mb=1)
    check_document(b"x", "a.pdf", small)
    with pytest.raises(UnreadableFile, match="^'a.pdf' is empty"):
        check_document(b"", "a.pdf", small)
    with pytest.raises(TooLarge, match="^'a.pdf' has 2 MB and the limit is 1 MB;"):
        check_document(bytes(2_000_000), "a.pdf", small)
