"""PDF files: the only room that touches PyMuPDF (AGPL, see NOTICE)."""

from model.media.pdf.annotating import annotate
from model.media.pdf.drawings import Placed, Stroke
from model.media.pdf.file import DamagedPage, Pdf, open_pdf

__all__ = ["DamagedPage", "Pdf", "Placed", "Stroke", "annotate", "open_pdf"]
