"""Office files written part by part, as real programs write them."""

import io
import zipfile
from pathlib import Path

from PIL import Image

XMLNS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_DOC_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def png(color="green", size=(60, 40)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def zipped(parts: dict[str, bytes | str], packing=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def relationships(*rows: tuple[str, str, str]) -> str:
    links = []
    for id, kind, target in rows:
        kind = kind if ":" in kind else f"{_REL}/{kind}"
        mode = ' TargetMode="External"' if "//" in target else ""
        links.append(f'<Relationship Id="{id}" Type="{kind}" Target="{target}"{mode}/>')
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: list[list[str]]) -> str:
    lines = []
    for number, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if number == 0 else ""
        cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)
        lines.append(f"<w:tr>{head}{cells}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def drawing(inner: str, width: float, height: float, alt: str = "") -> str:
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{width * 12700:.0f}" '
        f'cy="{height * 12700:.0f}"/><wp:docPr id="1" name="x" descr="{alt}"/>'
        f"<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r></w:p>"
    )


def picture(relation: str, alt: str = "") -> str:
    blip = f'<a:blip r:embed="{relation}"/>'
    return drawing(f"<pic:pic><pic:blipFill>{blip}</pic:blipFill></pic:pic>", 90, 60, alt)


def chart_frame(relation: str, alt: str = "") -> str:
    return drawing(f'<c:chart r:id="{relation}"/>', 300, 180, alt)


def chart_xml(
    kind: str = "bar3DChart",
    values: tuple[float | None, ...] = (10, 20.5, 30),
    names: tuple[str, ...] = ("Q1", "Q2", "Q3"),
    title: str = "Sales",
) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>'
        for at, value in enumerate(values)
        if value is not None
    )
    labels = "".join(f'<c:pt idx="{at}"><c:v>{name}</c:v></c:pt>' for at, name in enumerate(names))
    return (
        f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx>'
        f"<c:rich><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea>"
        f'<c:{kind}><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:tx><c:strRef>'
        "<c:f>S!$B$1</c:f><c:strCache><c:ptCount val='1'/><c:pt idx='0'><c:v>North</c:v></c:pt>"
        "</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>S!$A$2:$A$4</c:f><c:strCache>"
        f'<c:ptCount val="{len(names)}"/>{labels}</c:strCache></c:strRef></c:cat><c:val><c:numRef>'
        f'<c:f>S!$B$2:$B$4</c:f><c:numCache><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
        f'</c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:{kind}><c:catAx>'
        '<c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/>'
        '</c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/>'
        '<c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>'
    )


def docx_parts(body: str, **extra: bytes | str) -> dict[str, bytes | str]:
    """A Word document; ``extra`` parts by name, "/" written "__" and "." as "_DOT_"."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}">'
        f'<w:name w:val="heading {n}"/></w:style>'
        for n in (1, 2, 3)
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Override '
            f'PartName="/word/document.xml" ContentType="{_DOC_TYPE}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_DOC_TYPE}.styles+xml"/></Types>'
        ),
        "_rels/.rels": relationships(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {XMLNS}><w:body>{body}<w:sectPr>'
            '<w:headerReference w:type="default" r:id="rHead"/>'
            '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" '
            'w:bottom="1440" w:left="1440"/></w:sectPr></w:body></w:document>'
        ),
        "word/styles.xml": f"<w:styles {XMLNS}>{styles}</w:styles>",
        "word/header1.xml": (
            f"<w:hdr {XMLNS}><w:p><w:r><w:t>Running head, page </w:t></w:r>"
            '<w:fldSimple w:instr=" PAGE "><w:r><w:t></w:t></w:r></w:fldSimple></w:p></w:hdr>'
        ),
        "word/media/image1.png": png(),
        "word/charts/chart1.xml": chart_xml(),
        "word/_rels/document.xml.rels": relationships(
            ("rStyles", "styles", "styles.xml"),
            ("rHead", "header", "header1.xml"),
            ("rPic", "image", "media/image1.png"),
            ("rChart", "chart", "charts/chart1.xml"),
        ),
    }
    for name, data in extra.items():
        parts[name.replace("__", "/").replace("_DOT_", ".")] = data
    return parts


def linked(parts: dict[str, bytes | str], id: str, kind: str, target: str) -> str:
    """The links of a document with one more."""
    links = str(parts["word/_rels/document.xml.rels"])
    more = relationships((id, kind, target)).partition(">")[2]
    return links.replace("</Relationships>", more)


def save_docx(path: Path, body: str, **extra: bytes | str) -> Path:
    path.write_bytes(zipped(docx_parts(body, **extra)))
    return path


def equation() -> str:
    return (
        "<w:p><m:oMath><m:r><m:t>y=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num>"
        "<m:den><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
        "</m:sSup></m:den></m:f></m:oMath></w:p>"
    )


def page_break() -> str:
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
