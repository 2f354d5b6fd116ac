"""Words of the shell: header, tabs, sidebar, errors. Each key: English, Chinese."""

SHELL: dict[str, tuple[str, str]] = {
    "purpose": ("Sees, points and acts on your pictures", "看懂、指出并操作你的图片"),
    "chip_embedded": ("Embedded engine · offline", "内置引擎 · 离线"),
    "chip_local": ("{model} · this machine", "{model} · 本机"),
    "chip_endpoint": ("{model} · {host}", "{model} · {host}"),
    "chip_missing": ("Endpoint · not connected", "接口 · 未连接"),
    "switch_language": ("Switch to Chinese", "切换到英文"),
    "switch_theme": ("Switch between light and dark", "切换浅色与深色"),
    "show_shortcuts": ("Keyboard shortcuts", "键盘快捷键"),
    "shortcuts": ("Keyboard shortcuts", "键盘快捷键"),
    "close": ("Close", "关闭"),
    "keys_send": ("Send the message", "发送消息"),
    "keys_newline": ("Start a new line", "换行"),
    "keys_stop": ("Stop the answer", "停止回答"),
    "keys_new": ("New chat", "新对话"),
    "keys_tabs": ("Go to a tab", "切换标签页"),
    "keys_sidebar": ("Open or close the sidebar", "打开或收起侧栏"),
    "keys_help": ("Show this list", "显示此列表"),
    "tab_chat": ("Chat", "对话"),
    "tab_ground": ("Ground", "定位"),
    "tab_video": ("Video", "视频"),
    "tab_documents": ("Documents", "文档"),
    "tab_webpage": ("Web page", "网页"),
    "tab_agent": ("Agent", "智能体"),
    "side_answers": ("Who answers", "由谁回答"),
    "backend": ("Backend", "后端"),
    "backend_embedded": ("Embedded engine", "内置引擎"),
    "backend_endpoint": ("Endpoint", "接口"),
    "backend_local": ("Local model", "本机模型"),
    "about_embedded": (
        "Reads text and finds interface elements on this machine: no key, no network. It knows no "
        "world: for what a picture means, choose a model at an endpoint or on this machine.",
        "在本机读取文字、查找界面元素：无需密钥，无需网络。"
        "它不具备世界知识：要理解图片含义，请选择接口或本机上的模型。",
    ),
    "about_local": (
        "{model} runs on this machine: no key, and nothing you ask leaves it. The first question "
        "loads it; all visitors' questions are answered one after the other.",
        "{model} 在本机运行：无需密钥，提问内容不会离开本机。"
        "第一个问题会加载模型；所有访客的问题依次回答。",
    ),
    "test_local": ("Load and test", "加载并测试"),
    "preset": ("Provider", "服务商"),
    "preset_environment": ("From environment", "来自环境变量"),
    "preset_other": ("Other", "其他"),
    "base_url": ("Base URL", "接口地址"),
    "model": ("Model", "模型"),
    "key": ("API key", "API 密钥"),
    "key_hint": (
        "Stays in this server's memory for your session; never stored or shown.",
        "仅保存在服务器内存中，随会话结束；不存储、不显示。",
    ),
    "connect": ("Connect", "连接"),
    "test": ("Test connection", "测试连接"),
    "testing": ("Testing the connection", "正在测试连接"),
    "test_reply": ("It said: {reply}", "它的回答：{reply}"),
    "test_took": ("Tested in {s} s", "测试用时 {s} 秒"),
    "connected_key": (
        "Connected to {host}. Key kept in memory for this session.",
        "已连接 {host}。密钥仅在本次会话的内存中保留。",
    ),
    "connected_environment": (
        "Connected to {host} with the key of the environment.",
        "已使用环境变量中的密钥连接 {host}。",
    ),
    "connected_open": ("Connected to {host} without a key.", "已连接 {host}，未使用密钥。"),
    "key_missing": (
        "{host} needs a key: paste one above and connect.",
        "{host} 需要密钥：请在上方粘贴后连接。",
    ),
    "key_page": ("Get a key", "获取密钥"),
    "address_missing": (
        "Choose a provider or type a base URL, then connect.",
        "请选择服务商或输入接口地址，然后连接。",
    ),
    "model_missing": (
        "Choose or type the model's id, then connect.",
        "请选择或输入模型 ID，然后连接。",
    ),
    "not_yet": ("Changed; connect to use it.", "已修改；点击连接后生效。"),
    "side_how": ("How to answer", "如何回答"),
    "thinking": ("Thinking", "思考"),
    "thinking_hint": ("Let the model reason first: slower, better.", "先推理再回答：更慢，更好。"),
    "how_embedded": (
        "The embedded engine looks and measures; it has no reasoning to switch on and no sampling. "
        "These choices appear with a model.",
        "内置引擎只观察和测量，没有可开启的推理，也不做采样。使用模型后可在此选择。",
    ),
    "think_always": (
        "{name} always thinks; this cannot be switched off.",
        "{name} 总是先思考，无法关闭。",
    ),
    "think_effort": (
        "{name} always thinks; switched off, it is asked to think briefly.",
        "{name} 总是先思考；关闭后会要求它少想一些。",
    ),
    "think_none": ("{name} does not think.", "{name} 不思考，直接回答。"),
    "think_unknown": (
        "Let the model reason first: slower, better. Not every model can be switched.",
        "先推理再回答：更慢，更好。并非所有模型都能切换。",
    ),
    "sampling": ("Sampling", "采样"),
    "temperature": ("Temperature", "温度"),
    "top_p": ("Top P", "Top P"),
    "max_tokens": ("Longest answer (tokens)", "回答上限（词元）"),
    "sampling_hint": (
        "At least 16. A longer answer is cut off there and says so.",
        "至少 16。超出部分会被截断，并会注明。",
    ),
    "side_meter": ("This session", "本次会话"),
    "meter_asked": ("Prompt", "提示"),
    "meter_thought": ("Thinking", "思考"),
    "meter_answered": ("Answers", "回答"),
    "meter_cost": ("Cost", "费用"),
    "meter_tokens": ("{n} tokens", "{n} 词元"),
    "meter_cost_unknown": ("not told", "未告知"),
    "meter_empty": ("Nothing spent yet.", "尚无用量。"),
    "forgotten_chat": (
        "The server ran short of room and forgot this chat and its pictures; add what you need "
        "again, then ask.",
        "服务器空间不足，已清除此对话及其图片；请重新添加所需内容后再提问。",
    ),
    "forgotten_picture": (
        "The server ran short of room and forgot your picture; add it again, then ask.",
        "服务器空间不足，已清除你的图片；请重新添加后再提问。",
    ),
    "unexpected": (
        "Something went wrong on our side and was logged; nothing you typed is lost. Try again.",
        "我们这边出了点问题，已记录；你输入的内容没有丢失。请重试。",
    ),
}
