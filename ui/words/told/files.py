"""What is said of documents, clips and pictures, and what is wrong with them: Chinese."""

from __future__ import annotations

FILES: dict[str, str] = {
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
    "{} could not be laid out on pages; export it as PDF and bring that.":
        "{} 无法排成页面；请导出为 PDF 后再添加。",
    "{} is an SVG drawing, which is not read here; export it as PDF or PNG and bring that.":
        "{} 是 SVG 图形，此处无法读取；请导出为 PDF 或 PNG 后再添加。",
    "{} is a PostScript file; export it as PDF and bring that.":
        "{} 是 PostScript 文件；请导出为 PDF 后再添加。",
    "{} is a damaged or cut off package (Office document, book or archive), and no part of it "
    "tells what it was; get it again.":
        "{} 是损坏或不完整的文件包（Office 文档、电子书或压缩包），无法判断原本类型；请重新获取。",
    "{} is an OpenDocument file ({}), which only LibreOffice opens; export it as PDF and bring "
    "that, {}.": "{} 是 OpenDocument 文件（{}），只有 LibreOffice 能打开；请导出为 PDF，{}。",
    "{} is {}, which is not read here; save it as {} or PDF and bring that, {}.":
        "{} 是{}，此处无法读取；请另存为 {} 或 PDF，{}。",
    "{} is damaged: its slides can't be found; open it in PowerPoint or LibreOffice, save it again "
    "and bring that.":
        "{} 已损坏：找不到其中的幻灯片；请用 PowerPoint 或 LibreOffice 打开并另存后再添加。",
    "Every slide of {} is damaged; get it again.": "{} 的所有幻灯片均已损坏；请重新获取。",
    "{} is damaged or cut off, and {} is in what is left of it; get it again.":
        "{} 已损坏或不完整，剩余部分中{}；请重新获取。",
    "{} names no chapters that can be read; get the book again or bring it as PDF.":
        "{} 没有可读取的章节；请重新获取该书，或以 PDF 添加。",
    "{} is no text in any known encoding; save it as UTF-8 and try again.":
        "{} 不是任何已知编码的文本；请存为 UTF-8 后重试。",
    "{} is locked by its seller (DRM) and can't be read here; bring a book without a lock.":
        "{} 有版权锁（DRM），此处无法读取；请添加无锁的书。",
    "There is no LibreOffice here to draw {}; export it as PDF.":
        "此处没有 LibreOffice 来绘制 {}；请导出为 PDF。",
    "LibreOffice took more than {} seconds for {} and was ended; export the document as PDF and "
    "bring that.": "LibreOffice 超过 {} 秒仍未处理完 {}，已终止；请将文档导出为 PDF 后再添加。",
    "LibreOffice could not draw {}; export the document as PDF and bring that.":
        "LibreOffice 无法绘制 {}；请将文档导出为 PDF 后再添加。",
    "{} is damaged: its part {} is missing or no proper XML; open it in the program that wrote it "
    "and save it again.":
        "{} 已损坏：其中的 {} 缺失或不是有效的 XML；请用原程序打开后重新保存。",
    "{} declares XML entities in {}, as documents never need to and attacks do; save it anew in "
    "the program that wrote it and try again.":
        "{} 在 {} 中声明了 XML 实体，正常文档不会如此，常见于攻击；请用原程序重新保存后重试。",
    "{} holds {} parts, and no more than {} are opened; export it as PDF and bring that.":
        "{} 含有 {} 个部件，最多打开 {} 个；请导出为 PDF 后再添加。",
    "The PDF can't be written on; print it to a new PDF and try again.":
        "无法在此 PDF 上标注；请打印成新的 PDF 后重试。",
    "{} has {} pages, so there is no page {}.": "{} 共 {} 页，没有第 {} 页。",
    "{} was closed; open it again.": "{} 已关闭；请重新打开。",
    # Fields to read from documents.
    "No fields are named; write one a line, such as 'Total (number)'.":
        "未指定字段；请每行写一个，如 'Total (number)'。",
    "The list of fields has {} characters and the limit is {}; name fewer fields, or describe them "
    "more briefly.": "字段列表有 {} 个字符，上限为 {}；请减少字段或缩短说明。",
    "The field {} is named twice; give each its own name.": "字段 {} 重复；请使用不同的名称。",
    "There are more than {} fields; name at most so many at a time.":
        "字段超过 {} 个；一次最多这么多。",
    "The field {} cannot be read; write 'name', 'name (type)' or 'name (type): what it means'.":
        "无法理解字段 {}；请写成“名称”、“名称 (类型)”或“名称 (类型): 含义”。",
    "{} in the list is no field; give its name as text.":
        "列表中的 {} 不是字段；请以文字给出名称。",
    "The JSON Schema is no valid JSON ({}); mend it.":
        "JSON Schema 不是有效的 JSON（{}）；请修正。",
    "The JSON Schema names no properties; add some.": "JSON Schema 没有属性；请添加。",
    "The property {} refers to itself; give it a type of its own.":
        "属性 {} 引用了自身；请给它单独的类型。",
    "The property {} lies more than {} objects deep, or the schema refers to itself there; name "
    "the fields that you need.":
        "属性 {} 嵌套超过 {} 层，或模式在此引用了自身；请直接列出所需字段。",
    "The property {} refers to {}, which is not in the schema; only references within it are "
    "followed.": "属性 {} 引用的 {} 不在模式中；只支持模式内部的引用。",
    "The property {} needs a name of 1 to {} characters.": "属性 {} 的名称须为 1 到 {} 个字符。",
    "The property {} is an object without properties; name its members.":
        "属性 {} 是没有成员的对象；请列出其成员。",
    "The property {} is no schema; give it a type, such as string.":
        "属性 {} 不是模式；请给出类型，如 string。",
    "The type {} of the field {} is unknown; use {}.": "类型 {}（字段 {}）未知；请使用 {}。",
    # What a reply about documents or clips lacks.
    "The model finds nothing of that in the clip.": "模型在视频中没有找到。",
    "The reply holds no boxes that can be read, so nothing is followed through the clip; ask "
    "again, or ask it as a question under Answer.":
        "回复中没有可读的位置框，无法在视频中跟踪；请再试，或在“回答”中提问。",
    "The reply holds no segments that can be read; ask again, or ask it as a question under "
    "Answer.": "回复中没有可读的片段；请再试，或在“回答”中提问。",
    "The model replied nothing; ask again, or allow longer answers in the sidebar.":
        "模型没有回复内容；请再试，或在侧栏中允许更长的回答。",
    "The reply names no place in the documents that it rests on; check it yourself.":
        "回复未注明依据文档的何处；请自行核对。",
    "The reply holds no JSON, so no field could be read from it; ask again.":
        "回复中没有 JSON，无法读取字段；请再试。",
    "The reply ended at the limit of tokens; raise it in the sidebar.":
        "回复达到词元上限而中断；请在侧栏中调高。",
    "The reply cites pages that the model was not shown ({}); do not trust it.":
        "回复引用了未给模型看过的页面（{}）；请勿采信。",
    "The reply names no page for this that was shown; check it yourself.":
        "回复没有给出已展示的页面作为依据；请自行核对。",
    "The server went away in the middle of its reply; ask again to go on.":
        "服务器在回复途中断开；请再次提问以继续。",
    "{} What was read until then is kept; ask again to go on.":
        "{}已读部分已保留；再次提问即可继续。",
    "{} is left out: {}": "已略去 {}：{}",
    "{}: the model finds no chart on this picture.": "{}：模型在此图片中未找到图表。",
    "The model's reply holds no chart; this is what the embedded engine reads.":
        "模型的回复中没有图表；以下是内置引擎读出的内容。",
    "{} The parts are shown as they are; ask again to join them.":
        "{}各部分按原样显示；再次提问可合并。",
    "{} What was seen until {} is kept; ask the same again to go on from there.":
        "{}{} 之前看到的内容已保留；再问一次即可从那里继续。",
    "The server did not take the clip whole; its frames go instead. {}":
        "服务器不接受整段视频，已改为发送画面。{}",
    "The parts could not be made one answer, so they stand as they are. {}":
        "各部分无法合并为一个回答，按原样显示。{}",
    "The closer look failed, so this is what the first one gave. {}":
        "细看失败，以下是初看的结果。{}",
    "Nothing is asked; write a question about the clip.": "没有问题；请写下关于视频的问题。",
    "Nothing to follow is named; write what to follow through the clip.":
        "未指定跟踪对象；请写下要在视频中跟踪什么。",
    "The stretch begins at {} and the clip ends at {}; choose an earlier start.":
        "所选片段从 {} 开始，而视频在 {} 结束；请选择更早的起点。",
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
    "{} is a drawing (SVG), not a video; bring a clip as MP4 or WebM.":
        "{} 是图形（SVG）而不是视频；请添加 MP4 或 WebM 视频。",
    "{} is a PostScript file, not a video; bring a clip as MP4 or WebM.":
        "{} 是 PostScript 文件而不是视频；请添加 MP4 或 WebM 视频。",
    "{} was put away; open it again.": "{} 已收起；请重新打开。",
    "{} could not be decoded at {}; the file is damaged there.":
        "{} 在 {} 处无法解码；文件该处已损坏。",
    "{} has nothing between {} s and {} s that can be written; choose another stretch.":
        "{} 在 {} 秒到 {} 秒之间没有可写出的内容；请另选一段。",
    "{} is longer than {} seconds; cut out the part that shows what moves and try again.":
        "{} 超过 {} 秒；请截取有动作的部分后重试。",
    "{} has frames of {} × {} pixels, over {} megapixels; record it smaller.":
        "{} 的画面为 {} × {} 像素，超过 {} 百万像素；请录制得小一些。",
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
    "{} has only {} × {} pixels, so there is nothing to see; bring a larger picture.":
        "{} 只有 {} × {} 像素，看不出内容；请换一张更大的图片。",
    "That is more than {} pictures at once (each page of a document and each moment of a clip "
    "counts as one), with {} the one too many; add fewer.":
        "一次超过了 {} 张图片（文档每页、视频每个时刻各算一张），多出的是 {}；请减少。",
    "{} is a HEIC photo, which can't be read here; export it as JPEG or PNG and try again.":
        "{} 是 HEIC 照片，此处无法读取；请导出为 JPEG 或 PNG 后重试。",
    "{} is an AVIF picture, which can't be read here; export it as JPEG or PNG and try again.":
        "{} 是 AVIF 图片，此处无法读取；请导出为 JPEG 或 PNG 后重试。",
    "{} is a PDF, not a picture; add it to Chat or open it in the Documents tab, or export the "
    "page as PNG.":
        "{} 是 PDF 而不是图片；请添加到“对话”、在“文档”中打开，或把该页导出为 PNG。",
    "{} is an SVG drawing, which is not read here; export it as PNG and try again.":
        "{} 是 SVG 图形，此处无法读取；请导出为 PNG 后重试。",
    "{} is a video, not a picture; open it in the Video tab, which sends single frames on.":
        "{} 是视频而不是图片；请在“视频”标签页中打开，可从中发送单帧画面。",
    "{} is an Office document, not a picture; add it to Chat or open it in the Documents tab.":
        "{} 是 Office 文档而不是图片；请添加到“对话”或在“文档”中打开。",
    "{} is a PostScript file; export it as PDF or PNG and add that.":
        "{} 是 PostScript 文件；请导出为 PDF 或 PNG 后再添加。",
    "{} is {} × {} pixels, a mere strip; cut out the part you mean (at most {} times as long as "
    "wide) and try again.":
        "{} 为 {} × {} 像素，过于狭长；请截取所需部分（长边最多为短边的 {} 倍）后重试。",
    "{} does not fit in memory; make it smaller and try again.":
        "内存放不下 {}；请缩小后重试。",
    "{} has {} and the limit is {}; scale it down or cut out the part you mean, and try again.":
        "{} 有 {}，上限为 {}；请缩小或截取所需部分后重试。",
    "{} megapixels ({})": "{} 百万像素（{}）",
    "{} megapixels": "{} 百万像素",
    "{} from before 2007 (.{})": " 2007 年以前的{}（.{}）",
}  # fmt: skip

VALUES = {
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
    "far too many megapixels": "过多百万像素",
    "an RTF document": " RTF 文档",
    "none of its text": "没有任何文字",
    "none of its slides": "没有任何幻灯片",
    "none of its sheets": "没有任何工作表",
    "or install LibreOffice beside Sightline, which then draws it":
        "或安装 LibreOffice，由它绘制",
}  # fmt: skip
