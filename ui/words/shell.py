"""Words of the shell: header, tabs, sidebar, errors. Each key: English, Chinese."""

SHELL: dict[str, tuple[str, str]] = {
    "tab_chat": ("Chat", "对话"),
    "tab_ground": ("Ground", "定位"),
    "tab_video": ("Video", "视频"),
    "tab_documents": ("Documents", "文档"),
    "tab_webpage": ("Web page", "网页"),
    "tab_agent": ("Agent", "智能体"),
    "unexpected": (
        "Something went wrong on our side and was logged; nothing you typed is lost. Try again.",
        "我们这边出了点问题，已记录；你输入的内容没有丢失。请重试。",
    ),
}
