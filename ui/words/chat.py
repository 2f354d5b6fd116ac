"""Words of the Chat tab. Each key: English, Chinese."""

CHAT: dict[str, tuple[str, str]] = {
    "chat_label": ("Conversation", "对话内容"),
    "chat_composer": ("Message", "消息"),
    "chat_placeholder": (
        "Ask about a picture: paste, drop or add pictures, documents or clips",
        "就图片提问：粘贴、拖入或添加图片、文档或视频",
    ),
    "chat_new": ("New chat", "新对话"),
    "chat_export": ("Export", "导出"),
    "chat_to_ground": ("Find on the picture", "在图中定位"),
    "chat_to_webpage": ("Rebuild as a web page", "重建为网页"),
    "chat_instructions": ("Instructions", "指令"),
    "chat_instructions_hint": (
        "Stand before every question of this chat (the system prompt).",
        "置于本对话所有问题之前（系统提示词）。",
    ),
    "chat_behind": ("Behind the last answer", "上一条回答的细节"),
    "chat_raw": ("Raw reply", "原始回复"),
    "chat_request": ("Exact request", "完整请求"),
    "chat_curl": ("curl", "curl"),
    "chat_python": ("Python", "Python"),
    "chat_nothing_sent": (
        "The embedded engine answered on this machine; nothing was sent.",
        "由本机内置引擎回答，未发送任何内容。",
    ),
    "welcome": ("What would you like to see?", "想看看什么？"),
    "welcome_hint": (
        "Drop in a screenshot, a photo, a scan. Or start with one of these:",
        "拖入一张截图、照片或扫描件，或从下面的示例开始：",
    ),
    "copy": ("Copy", "复制"),
    "example_receipt": ("What is the total on this receipt?", "这张小票的 TOTAL 是多少？"),
    "example_compare": ("What changed between these two?", "这两张图有什么不同？"),
    "example_code": ("What does the QR code say?", "二维码的内容是什么？"),
    "example_read": ("Read out the text", "读出图中的文字"),
    "working": ("Working", "处理中"),
    "reading_files": ("Reading the files", "正在读取文件"),
    "thinking_now": ("Thinking", "思考中"),
    "thought_for": ("Thought for {seconds} s", "思考了 {seconds} 秒"),
    "marked_alt": ("{name} with {n} places marked", "{name}，已标出 {n} 处"),
    "ended_stopped": ("Stopped. What came until then stays.", "已停止，此前的内容已保留。"),
    "ended_length": (
        "Cut off at the longest answer; raise it under Sampling and try again.",
        "已达回答上限；可在“采样”中调高后重试。",
    ),
    "ended_disconnected": (
        "The server went away in the middle; this is all that came. Try again.",
        "服务器中途断开；以上是收到的全部内容。请重试。",
    ),
    "ended_filtered": (
        "The provider's content filter ended the answer.",
        "服务商的内容过滤终止了回答。",
    ),
    "thoughts": ("Thoughts", "思考过程"),
    "only_thinking": (
        "The model only thought and gave no answer; see its thoughts above.",
        "模型只有思考，没有给出回答；见上方思考内容。",
    ),
    "only_places": (
        "The answer holds only coordinates, and this chat has no picture to show them on; add one "
        "and ask again.",
        "回答中只有坐标，而此对话中没有可标注的图片；请添加图片后重试。",
    ),
    "said_nothing": ("The answer is empty.", "回答为空。"),
    "by_embedded": ("Embedded engine", "内置引擎"),
    "fact_tokens": ("{n} tokens", "{n} 词元"),
    "fact_speed": ("{n} tokens/s", "{n} 词元/秒"),
    "fact_first": ("first after {s} s", "首字 {s} 秒"),
    "fact_total": ("{s} s", "共 {s} 秒"),
    "ask_something": ("Type a question or add a picture first.", "请先输入问题或添加图片。"),
    "nothing_to_export": ("There is nothing to export yet.", "还没有可导出的内容。"),
    "nothing_to_send": (
        "There is no picture in this chat yet; add one first.",
        "此对话中还没有图片；请先添加。",
    ),
    "look_at_this": ("What do you see?", "你看到了什么？"),
}
