"""What ``model/`` and ``agents/`` say of files and of the browser, in Chinese.

Notes and refusals are English sentences that are written where the cause is known. The frequent
ones stand here as templates, ``{}`` for what differs; a test finds each of them in the source.
What is not among them is shown as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from ui.words import Language

TOLD: dict[str, str] = {
    # Any file.
    "{} is empty (0 bytes): it was not saved or not uploaded whole; get it again.":
        "{} 是空文件（0 字节）：未保存或未上传完整，请重新获取。",
    "{} is not there any more; add it again.": "{} 已不在了，请重新添加。",
    "{} is a folder; add the clip inside it.": "{} 是文件夹，请添加其中的视频。",
    "{} is a folder; add the pictures inside it.": "{} 是文件夹，请添加其中的图片。",
    "{} is really {}; it was read as that.": "{} 实际上是{}，已按此读取。",
    # Documents.
    "{} was damaged; it was mended as far as possible.": "{} 已损坏，已尽量修复。",
    "{} is damaged or cut off; what can be read of it is shown.":
        "{} 已损坏或不完整；显示的是能读出的部分。",
    "{} is damaged or cut off, and no part of it can be read; get it again, or open it in the "
    "program that wrote it and save it anew.":
        "{} 已损坏或不完整，无法读取任何内容；请重新获取，或用原程序打开后另存。",
    "{} has {} pages; only the first {} are read. To read the others, save them as a PDF of their "
    "own.": "{} 共 {} 页，只读取前 {} 页。要读其余页，请另存为单独的 PDF。",
    "{} has {} MB and the limit is {} MB; split it or save it smaller and try again.":
        "{} 有 {} MB，上限为 {} MB；请拆分或压缩后重试。",
    "{} begins as a PDF but is damaged, cut off or has no pages; get it again, or print it to a "
    "new PDF.": "{} 开头是 PDF，但已损坏、不完整或没有页面；请重新获取，或打印成新的 PDF。",
    "{} is locked with a password; type it to open the document.":
        "{} 有密码保护；请输入密码以打开。",
    "{} is locked with a password; save a copy without one and try again.":
        "{} 有密码保护；请另存一份无密码的副本后重试。",
    "{} is an Office file locked with a password; open it in the program that wrote it, save a "
    "copy without a password and bring that.":
        "{} 是带密码的 Office 文件；请在原程序中打开，另存为无密码的副本后再添加。",
    "{} is of a kind ({}) that is not read here; export it as PDF.":
        "{} 的类型（{}）此处无法读取；请导出为 PDF。",
    "{} is no document of a kind that is read here; export it as PDF and bring that.":
        "{} 不是此处能读取的文档；请导出为 PDF 后再添加。",
    "{} is a video; open it in the Video tab.": "{} 是视频，请在“视频”标签页中打开。",
    "{} is a sound file, and nothing here listens; bring a document.":
        "{} 是音频文件，此处不处理声音；请添加文档。",
    "{} is an archive; unpack it and bring the documents inside.":
        "{} 是压缩包；请解压后添加其中的文档。",
    "{} is packed like a zip bomb: its part {} would unpack to more than {} times its size or past "
    "{} MB in all; export the document as PDF and bring that.":
        "{} 像压缩炸弹：其中的 {} 解压后会超过其 {} 倍或总计 {} MB；请将文档导出为 PDF 后再添加。",
    "Its part {} would unpack to far more than it should and was left out.":
        "其中的 {} 解压后远超合理大小，已忽略。",
    "Its macros were left out; nothing here runs them.": "已忽略其中的宏；此处不会运行宏。",
    "1 linked file outside the document was not fetched.": "未获取文档外链接的 1 个文件。",
    "{} linked files outside the document were not fetched.": "未获取文档外链接的 {} 个文件。",
    "The pages were laid out here; the file itself has none.":
        "页面由此处排版，文件本身没有分页。",
    "The pages were laid out here from the text, lists, tables and pictures; its own style was "
    "left out.": "页面由此处根据文字、列表、表格和图片排版，未采用原有样式。",
    "Drawn by LibreOffice; fonts and page ends may differ a little.":
        "由 LibreOffice 绘制；字体和分页可能略有不同。",
    "Drawn by LibreOffice; fonts and small details may differ.":
        "由 LibreOffice 绘制；字体和细节可能不同。",
    "Drawn here without an Office program: headings, text, lists, tables, pictures and charts in "
    "order; columns, floating parts and exact page ends differ.":
        "未使用 Office 程序，由此处绘制：标题、文字、列表、表格、图片和图表按顺序排列；"
        "分栏、浮动部分和确切分页会不同。",
    "Drawn here without an Office program: text, pictures, tables and charts stand where they "
    "belong, effects and some shapes do not show.":
        "未使用 Office 程序，由此处绘制：文字、图片、表格和图表位置正确，特效和部分形状不显示。",
    "The cells are laid out here block by block, with the addresses they have in the workbook; "
    "colours, widths and print pages of the original do not show.":
        "单元格由此处逐块排版，并标出其在工作簿中的地址；原有颜色、列宽和打印分页不显示。",
    "{} has no slides; add some or bring another file.": "{} 没有幻灯片；请添加或换一个文件。",
    "{} has no filled cells, charts or pictures; nothing is there to read.":
        "{} 没有内容、图表或图片，没有可读取的内容。",
    "It is longer than {} pages; the rest was left out.": "超过 {} 页，其余部分已省略。",
    "Page {} of {} is damaged and can't be {}; print the PDF to a new one and try again.":
        "第 {} 页（{}）已损坏，无法{}；请打印成新的 PDF 后重试。",
    "Page {} of {} is a scan, and nothing here reads scans; bring a PDF with text.":
        "第 {} 页（{}）是扫描件，此处无法识别；请添加含文字的 PDF。",
    "Page {} of {} holds far more than a page can show (millions of strokes or letters, or "
    "billions of pixels), so it is left out; bring it as a picture to have it read.":
        "第 {} 页（{}）的内容远超一页所能显示，已忽略；要读取请以图片形式添加。",
    "The words behind this scan are invisible: another program's recognition. The picture is read "
    "instead.": "扫描件背后的文字不可见（由其他程序识别），改为读取图片。",
    "The characters of this page have no meaning in the file (its fonts lack a map to Unicode). "
    "The picture is read instead.":
        "此页字符在文件中没有含义（字体缺少 Unicode 映射），改为读取图片。",
    "The password does not open {}; mind capitals and try again.":
        "密码无法打开 {}；请注意大小写后重试。",
    "There is no axis; the scale is that of the figures printed on the bars.":
        "没有坐标轴；比例取自柱上印出的数字。",
    "Not every series has a name in a legend.": "并非每个系列在图例中都有名称。",
    "Not every line has a name in a legend.": "并非每条线在图例中都有名称。",
    "Not every slice has a label.": "并非每个扇区都有标签。",
    "The axis is logarithmic: it counts in powers.": "坐标轴为对数刻度。",
    "No labels were found at the foot of the bars.": "柱底没有找到标签。",
    "What the points stand for along the axis could not be read.": "无法读出横轴各点的含义。",
    # Clips.
    "{} is a text file, whatever its name says; bring a clip as MP4 or WebM.":
        "{} 实际上是文本文件；请添加 MP4 或 WebM 视频。",
    "{} is a picture, not a video; add it to Chat, or record a clip as MP4.":
        "{} 是图片而不是视频；请添加到“对话”，或录制 MP4 视频。",
    "{} is a photo, not a video; add it to Chat, or record a clip as MP4.":
        "{} 是照片而不是视频；请添加到“对话”，或录制 MP4 视频。",
    "{} is a PDF, not a video; open it under Documents.":
        "{} 是 PDF 而不是视频；请在“文档”中打开。",
    "{} is an Office document, not a video; open it under Documents.":
        "{} 是 Office 文档而不是视频；请在“文档”中打开。",
    "{} is a web page, not a video; bring a clip as MP4 or WebM.":
        "{} 是网页而不是视频；请添加 MP4 或 WebM 视频。",
    "{} is an archive; unpack it and add the clip inside.": "{} 是压缩包；请解压后添加其中的视频。",
    "{} could not be opened as a video; it is damaged or of a kind that is not read here: export "
    "it as MP4 (H.264) or WebM and try again.":
        "{} 无法作为视频打开；可能已损坏或类型不支持：请导出为 MP4（H.264）或 WebM 后重试。",
    "{} is an MP4 whose table of contents is missing: it was cut off before it was written to the "
    "end; record, export or download it again.":
        "{} 是缺少索引的 MP4：未写完就中断了；请重新录制、导出或下载。",
    "{} is cut off: it says {} s, of which the first {} s are there; those are read.":
        "{} 不完整：标称 {} 秒，只有前 {} 秒可用，已读取这部分。",
    "{} holds a single frame, so nothing moves in it.": "{} 只有一帧画面，没有运动。",
    "{} lasts {} hours and the limit is {}; cut out the part you mean and try again.":
        "{} 长 {} 小时，上限为 {}；请截取所需部分后重试。",
    "{} has {} MB and the limit is {} MB; cut out the part you mean, or export it smaller.":
        "{} 有 {} MB，上限为 {} MB；请截取所需部分或压缩导出。",
    "{} has frames of {} × {} pixels, over the limit of {} megapixels; export it smaller and try "
    "again.": "{} 的画面为 {} × {} 像素，超过上限 {} 百万像素；请缩小导出后重试。",
    "{} holds no moving pictures, only sound or a cover, and nothing here listens; bring a clip "
    "with a picture.": "{} 没有视频画面，只有声音或封面；请添加有画面的视频。",
    "{} is coded in a way that is not known here; export it as MP4 (H.264) or WebM and try again.":
        "{} 的编码方式此处不支持；请导出为 MP4（H.264）或 WebM 后重试。",
    "{} is 0 seconds long: it holds no frame that can be decoded here ({}); record or export it "
    "again as MP4 (H.264).":
        "{} 时长为 0 秒：没有可解码的画面（{}）；请重新录制或导出为 MP4（H.264）。",
    "{} has {} video streams; only the first is watched.": "{} 有 {} 条视频流，只看第一条。",
    "It lasts longer than {} minutes, so it was watched by keyframes, one every {} s or so: cuts "
    "are told to the nearest of them, and what lasts only seconds may be missed.":
        "时长超过 {} 分钟，因此按关键帧观看，约每 {} 秒一帧：切换时间以最近的关键帧为准，"
        "只持续几秒的内容可能遗漏。",
    "It has no sound.": "没有声音。",
    "Its sound is not listened to.": "其声音不会被分析。",
    "Of {} ({} long) {} moments are looked at, spread evenly. The Video tab watches all of it.":
        "{}（长 {}）中均匀选取 {} 个时刻查看。“视频”标签页会看完整段。",
    "{} is locked with a password; open it in the Documents tab, which asks for it, or save a copy "
    "without one.": "{} 有密码保护；请在“文档”标签页中打开并输入密码，或另存一份无密码的副本。",
    "It is damaged {}; that part is left out.": "视频有损坏（{}），该部分已忽略。",
    "The model finds nothing of that in the clip.": "模型在视频中没有找到。",
    "The reply holds no boxes that can be read, so nothing is followed through the clip; ask "
    "again, or ask it as a question under Answer.":
        "回复中没有可读的位置框，无法在视频中跟踪；请再试，或在“回答”中提问。",
    "The reply holds no segments that can be read; ask again, or ask it as a question under "
    "Answer.": "回复中没有可读的片段；请再试，或在“回答”中提问。",
    # What models reply.
    "The model wrote its whole reply as thinking; it is shown here as the answer.":
        "模型把整个回复写成了思考；此处作为回答显示。",
    "The answer is missing: the model spent all its tokens on thinking. Raise the answer's token "
    "limit, or switch Thinking off.":
        "没有回答：模型的词元全部用于思考。请调高回答上限，或关闭“思考”。",
    "The model replied nothing; ask again, or allow longer answers in the sidebar.":
        "模型没有回复内容；请再试，或在侧栏中允许更长的回答。",
    "The reply names no place in the documents that it rests on; check it yourself.":
        "回复未注明依据文档的何处；请自行核对。",
    "The reply holds no JSON, so no field could be read from it; ask again.":
        "回复中没有 JSON，无法读取字段；请再试。",
    "The reply holds no HTML, only words: {}. Try again, or let another model or the embedded "
    "engine build the page.":
        "回复中没有 HTML，只有文字：{}。请再试，或换用其他模型或内置引擎生成网页。",
    "The reply ended at the limit of tokens; raise it in the sidebar.":
        "回复达到词元上限而中断；请在侧栏中调高。",
    # Pictures.
    "{} is a text file, not a picture; paste its text into the question instead.":
        "{} 是文本文件而不是图片；请把文字粘贴到问题中。",
    "{} is a web page, not a picture; save a screenshot of it, or the picture itself, and try "
    "again.": "{} 是网页而不是图片；请保存其截图或图片本身后重试。",
    "{} is a sound file, and nothing here listens; bring a picture.":
        "{} 是音频文件，此处不处理声音；请添加图片。",
    "{} is an archive; unpack it and add the pictures inside.":
        "{} 是压缩包；请解压后添加其中的图片。",
    "{} is not a picture of a kind that can be read here; save it as PNG or JPEG and try again.":
        "{} 不是此处能读取的图片；请存为 PNG 或 JPEG 后重试。",
    "{} begins {} but is damaged or cut off; get it again, or open it in another program and save "
    "it as PNG.": "{} 开头{}，但已损坏或不完整；请重新获取，或用其他程序打开并存为 PNG。",
    "{} is an animation of {} frames; only the first is used.": "{} 是 {} 帧动画，只使用第一帧。",
    "{} has {} pages; only the first is used.": "{} 有 {} 页，只使用第一页。",
    "{} has {} MB and the limit is {} MB; make it smaller and try again.":
        "{} 有 {} MB，上限为 {} MB；请缩小后重试。",
    "{} is partly transparent; it was laid on {}.": "{} 部分透明，已铺在{}上。",
    "{} was converted from print colours (CMYK).": "{} 已从印刷色（CMYK）转换。",
    "{} holds more than 8 bits a pixel; it was brought down to 8.":
        "{} 每像素超过 8 位，已降为 8 位。",
    "{} is really a {} picture; it was read as that.": "{} 实际上是 {} 图片，已按此读取。",
    # The browser beside the app.
    "Chromium runs without its own sandbox: {}. Until then open only pages you trust, or keep the "
    "app in a container of its own.":
        "Chromium 未在自身沙箱中运行：{}。在此之前只打开可信网页，或把应用放进单独的容器。",
    "{} has only {} × {} pixels, so there is nothing to see; bring a larger picture.":
        "{} 只有 {} × {} 像素，看不出内容；请换一张更大的图片。",
}  # fmt: skip
"""English to Chinese; values keep their order."""
_VALUES = {
    "a PDF": " PDF",
    "a PowerPoint presentation": " PowerPoint 演示文稿",
    "a Word document": " Word 文档",
    "an Excel workbook": " Excel 工作簿",
    "an EPUB book": " EPUB 电子书",
    "an Office document": " Office 文档",
    "a picture": "图片",
    "a TIFF picture": " TIFF 图片",
    "a web page": "网页",
    "plain text": "纯文本",
    "read": "读取",
    "drawn": "绘制",
    "measured": "测量",
    "white": "白色",
    "grey": "灰色",
    "it does not start for the user root; run the app as an ordinary user":
        "root 用户下无法启动沙箱；请以普通用户运行",
    "the system does not let it make user namespaces; allow them":
        "系统不允许创建用户命名空间；请予允许",
}  # fmt: skip
_TEMPLATES = [
    (re.compile(r"(.+?)".join(map(re.escape, english.split("{}"))), re.S), chinese)
    for english, chinese in TOLD.items()
]
_MOST = 600
"""Letters: longer ones are no sentences about a file."""


@lru_cache(maxsize=512)
def in_chinese(sentence: str) -> str:
    """A sentence of ``model/`` in Chinese; as it stands where it is not known here."""
    if len(sentence) > _MOST:
        return sentence
    for english, chinese in _TEMPLATES:
        if found := english.fullmatch(sentence):
            return chinese.format(*(_VALUES.get(value, value) for value in found.groups()))
    return sentence


def told(language: Language, sentence: str) -> str:
    """A sentence of ``model/`` in the visitor's language."""
    return in_chinese(sentence) if language == "zh" else sentence


def both_told(sentence: str) -> str:
    """HTML that shows a sentence of ``model/`` in the language of the page."""
    if (chinese := in_chinese(sentence)) == sentence:
        return escape(sentence)
    return (
        f'<span class="en">{escape(sentence)}</span>'
        f'<span class="zh" lang="zh-CN">{escape(chinese)}</span>'
    )
