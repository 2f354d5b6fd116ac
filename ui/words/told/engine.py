"""What the embedded engine says of a question or a page it rebuilds: Chinese."""

from __future__ import annotations

ENGINE: dict[str, str] = {
    "Say what to do, for example 'click Sign in' or 'type Ada into Name'.":
        "请说明要做什么，例如“点击登录”或“在姓名中输入 Ada”。",
    "Say what to find, for example 'the Sign in button' or 'all checkboxes'.":
        "请说明要找什么，例如“登录按钮”或“所有复选框”。",
    "Say what should change, for example 'the header should be taller'.":
        "请说明要改什么，例如“页眉再高一些”。",
    "The box is empty or lies outside the picture; draw it again.":
        "方框为空或在图片之外；请重新绘制。",
    "The text recogniser's model {} is missing; install the pinned rapidocr package again (pip "
    "install -r requirements.txt).":
        "缺少文字识别模型 {}；请重新安装指定版本的 rapidocr（pip install -r requirements.txt）。",
    # Pages that are rebuilt.
    "This looks like a photo, not like a page: it is kept as one picture, with the text that could "
    "be read set over it.":
        "这看起来是照片而不是网页：保留为一张图片，并在其上放置能读出的文字。",
    "No text and no controls were seen on this picture.": "此图片上没有看到文字或控件。",
    "The text on this picture does not stand upright, so it is kept as one picture; turn the "
    "screenshot and try again to have it rebuilt.":
        "此图片上的文字不是正向的，因此保留为一张图片；请旋转截图后重试以重建。",
    "Followed of your instruction: {}.": "已按你的要求处理：{}。",
    "The embedded engine measures the picture and understands only wishes for a layout or a theme, "
    "so it did not follow {}; {}.":
        "内置引擎只测量图片，只理解布局或主题方面的要求，因此未处理 {}；{}。",
    "The theme was turned over by lightness alone; pictures and icons stay as they are.":
        "主题只按明暗反转；图片和图标保持原样。",
    "The embedded engine rebuilds one moment and does not add what the recording shows happening; "
    "{}.": "内置引擎只重建一个时刻，不会加入录像中发生的变化；{}。",
    "This variant is {}; the engine measures alike every time.":
        "此方案{}；引擎每次测量的结果相同。",
    "The embedded engine has two variants, one for each layout; this repeats the first.":
        "内置引擎有两种方案，每种布局一个；此处重复第一个。",
    "Without a browser the type was measured with fonts installed here, so words may run a little "
    "wider or narrower than on the screenshot.":
        "没有浏览器，字形按此处安装的字体测量，文字可能比截图略宽或略窄。",
    "The embedded engine did not understand {}. It can change words, colours, sizes, places and "
    "the theme of an element that you name or point at; a vision-language model behind an endpoint "
    "understands freer wishes.":
        "内置引擎不理解 {}。它可以修改你指明或点选的元素的文字、颜色、大小、位置和主题；"
        "接口上的视觉语言模型能理解更自由的要求。",
    "Not understood, so left: {}. A vision-language model behind an endpoint could follow it.":
        "未理解，保持原样：{}。接口上的视觉语言模型可以处理。",
    "The page is {} already, so the {} theme changes nothing.":
        "网页已是{}，切换到{}主题没有变化。",
    "There is no page to change yet: build one, or paste its HTML first.":
        "还没有可修改的网页：请先生成，或粘贴其 HTML。",
}  # fmt: skip

VALUES = {
    "a vision-language model behind an endpoint could": "接口上的视觉语言模型可以",
    "positioned absolutely": "采用绝对定位",
    "in rows and columns": "按行列排布",
    "dark": "深色",
    "light": "浅色",
}  # fmt: skip
