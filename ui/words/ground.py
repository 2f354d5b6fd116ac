"""Words of the Ground tab. Each key: English, Chinese."""

GROUND: dict[str, tuple[str, str]] = {
    # The overlay; the browser reads these itself.
    "stage_tools": ("Picture tools", "图片工具"),
    "stage_view": (
        "Picture. Plus and minus zoom, 0 fits, 1 shows full size, Tab goes to the marks.",
        "图片。加减号缩放，0 适应窗口，1 原始大小，Tab 键到标记。",
    ),
    "stage_drop": ("Drop a picture here", "把图片拖到这里"),
    "stage_drop_more": ("or paste it, or click to choose a file", "或粘贴，或点击选择文件"),
    "stage_choose": ("Choose a picture", "选择图片"),
    "stage_first_only": (
        "One picture at a time: {name} is shown.",
        "一次只看一张图片：显示 {name}。",
    ),
    "stage_upload_failed": (
        "{name} could not be uploaded; check its size and your connection.",
        "{name} 上传失败；请检查文件大小和网络。",
    ),
    "stage_new": ("Another picture", "换一张图片"),
    "stage_draw": ("Draw a box and ask what is in it", "画一个框，问里面是什么"),
    "stage_draw_short": ("Draw a box", "画框"),
    "stage_draw_hint": (
        "Drag over the picture, or move the box with the arrow keys.",
        "在图片上拖动，或用方向键移动方框。",
    ),
    "stage_too_small": ("That box is too small; drag a larger one.", "框太小了，请画大一点。"),
    "stage_region": ("Box {at}", "框 {at}"),
    "stage_question": ("What is in it?", "里面是什么？"),
    "stage_ask": ("Ask", "提问"),
    "stage_alike": ("Find all like it", "查找所有类似的"),
    "stage_discard": ("Discard the box", "取消画框"),
    "stage_tags": ("Labels", "标签"),
    "stage_out": ("Zoom out", "缩小"),
    "stage_in": ("Zoom in", "放大"),
    "stage_fit": ("Fit or full size", "适应窗口或原始大小"),
    "stage_enlarge": ("Fill the window", "铺满窗口"),
    "stage_mark": ("{n}. {label} at {at}", "{n}. {label}，位置 {at}"),
    "stage_copied": ("Copied {text}", "已复制 {text}"),
}
