"""How planted text speaks: the phrases ``suspicion.py`` looks for, in a handful of languages.

A pattern is written in words; a space stands for any gap, also none, since recognisers lose spaces.
It meets text that was folded first: lower case, no accents, 0 read as o, 1 and | as l.
"""

from __future__ import annotations

import re


def _any(*words: str) -> str:
    """An alternative of the words of all strings; ``_`` joins words of one phrase."""
    return "(?:" + "|".join(" ".join(words).split()).replace("_", " ") + ")"


def _compile(*patterns: str) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined.replace(" ", r"[\W_]*"))


def _near(characters: int) -> str:
    """Any words of the same sentence, at most so many characters."""
    return rf"[^.!?。!?]{{0,{characters}}}?"


_AI = _any(
    "a[il] artificial_intelligence llms? language_models? large_language_models? assistants?",
    "agents? bots? chatbots? automation crawlers? web_agents? gui_agents? browser_agents?",
    "computer.use",
)
_ACTS = _any(
    "cl[il]ck press tap type enter input submit send go_to navigate visit open buy purchase pay",
    "transfer delete remove [il]gnore forget download upload log_?in fill copy paste answer reply",
    "respond say stop end finish select choose drag scroll report approve confirm accept",
)
_MUST = _any("must shall have_to need_to are_required_to are_instructed_to should")
_NOW = _any("now [il]mmediately first instead next")
_ZH_ACTS = _any(
    "点击 点按 单击 按下 输入 填写 提交 发送 前往 访问 打开 购买 支付 付款 转账 删除 忽略",
    "下载 上传 登录 选择 复制 回答 回复 停止 结束 确认 同意",
)
_ZH_MUST = _any("必须 务必 立即 立刻 马上 应当 请 先 首先")
_ZH_AI = _any("a[il] 人工智能 智能 自动 语言 大语言 大?语言模型")
_ZH_AGENT = _any("助手 助理 代理 模型 智能体 机器人 系统")

TAKES_BACK = _compile(
    _any("[il]gnore disregard forget override bypass set_aside do_not_follow don.?t_follow")
    + _near(40)
    + _any("instruction direction prompt guideline command"),
    _any("[il]gnore disregard forget override bypass set_aside abandon stop_following")
    + _near(40)
    + _any("user original previous current your assigned given prior earlier above")
    + " ?.?s? "
    + _any("task rule order request goal objective message errand instruction"),
    _any("your the")
    + " "
    + _any("new real actual true updated only")
    + " (?:task|goal|objective|mission|instructions?) (?:is|are|now)",
    "(?:new|updated) (?:instructions?|task) (?:for|from) (?:the )?"
    + _any("a[il] agent assistant system user developer"),
    "instead of (?:the|your) (?:user.?s |original |current )?(?:task|instructions?|request)",
    _any("do_not don.?t never without")
    + " "
    + _any("tell inform notify alert warn mention telling informing notifying asking")
    + r"[^.]{0,20}?(?:the|your) user",
    "(?:the|your) user (?:has |have )?(?:already )?"
    + _any("authori[sz]ed approved consented confirmed agreed wants_you_to ask(?:ed|s)_you_to")
    + "|(?:the|your) user instructs you",
    "you are now (?:in|an?|the|free|operating|acting)",
    "(?:reveal|print|repeat|show|send|leak) (?:me )?(?:your|the) "
    + _any("system_prompt hidden_prompt instructions memory"),
    # Spanish and Portuguese, French, Italian, German
    _any("[il]gnora [il]gnore olvida descarta no_sigas desconsidere esqueca dimentica")
    + _near(30)
    + _any("instrucci indicaci ordenes tarea instruco instrucoes istruzioni ordens compito"),
    _any("[il]gnorez [il]gnore oubliez oublie ne_suivez_pas")
    + _near(30)
    + _any("instructions? consignes? directives? tache"),
    _any("[il]gnoriere [il]gnorieren vergiss vergessen_sie missachte")
    + _near(40)
    + _any("anweisung anleitung auftrag aufgabe befehl"),
    # Chinese, Japanese
    _any("忽略 无视 無視 忘记 忘掉 不要理会 不要遵循 不要执行 放弃 跳过 覆盖")
    + _near(16)
    + _any("指令 指示 提示 要求 任务 命令 规则 说明 請求 请求"),
    _any("不要 别 无需 不必 勿")
    + _any("告诉 告知 通知 提醒 询问")
    + "[^。]{0,6}?"
    + _any("用户 使用者 主人"),
    "(?:你的|您的)?(?:新|真正的?|实际的?|唯一的?)(?:任务|目标|指令)(?:是|为|:|：)",
    _any("用户 使用者") + "(?:已经|已)?" + _any("授权 批准 同意 要求你 让你"),
    _any("以前 前 上記 これまて すへて これまで すべて")
    + "の?(?:指示|命令|プロンプト)[^。]{0,8}?(?:無視|忘れ)",
)
"""It takes back what the user said, or speaks for them."""

COMMANDS = _compile(
    rf"you {_MUST} (?:now|[il]mmediately|instead) {_ACTS}\b",
    rf"you {_MUST} (?:{_NOW} )?{_ACTS}\b[\w\s]{{0,40}}?"
    + _any("instead before_doing_anything to_continue_the_task to_complete_the_task"),
    "(?:to|before) "
    + _any("complete finish continue completing finishing continuing")
    + " (?:the|your|this) (?:user.?s )?(?:task|errand|instructions?),? ?"
    + _any("you_must you_need first please cl[il]ck send type enter"),
    rf"你(?:现在|此刻)?必须(?:{_ZH_MUST}|现在)?{_ZH_ACTS}",
    "(?:完成|继续)(?:该|此|本|你的|您的)?任务(?:之前|前)?[,，]?(?:必须|需要|请)?(?:先|首先)"
    + _ZH_ACTS,
)
"""It commands its reader in a way no page speaks to people."""

ADDRESSES = _compile(
    r"\b(?:a[il]|a\.i\.|llm|gpt|chatgpt|glm|claude|gemini|copilot|qwen) ?"
    r"(?:assistants?|agents?|models?|bots?|systems?|browsers?|crawlers?)?\b[\w\s]{0,24}?[:,;\-—!]",
    r"(?:^|[^\w\s]\s*)"
    + _any("attention note notice message instructions? important hey hello dear warning memo")
    + " (?:to|for)?,? ?(?:all |any |the |every )*"
    + rf"(?:visiting |automated |autonomous |browsing |reading )*{_AI}\b",
    rf"\bif you (?:are|re) (?:an? |the )?(?:automated |autonomous )?{_AI}",
    r"\b(?:assistant|agent|bot|language model|browser agent|gui agent)s?[:,!]",
    r"\bas an? (?:a[il]|llm|language model|assistant|agent|automated)\b",
    r"\b"
    + _any("asistente agente assistent kl.assistent ki.assistent agent_ia assistant_ia la_ia")
    + r"\b[\w\s]{0,16}?[:,!]",
    rf"{_ZH_AI}{_ZH_AGENT}[^。]{{0,8}}?(?:[:：,，!！]|请|必须|应|需)",
    "(?:助手|代理|智能体|机器人)[:：,，!！]",
    rf"(?:致|给|告)(?:所有|各位|各)?{_ZH_AI}?{_ZH_AGENT}",
    rf"(?:如果|若|假如)(?:你|您)是(?:一个|一名)?(?:{_ZH_AI}|{_ZH_AGENT})",
    "(?:a[il]アシスタント|アシスタント|エーシェント|エージェント)(?:へ|は|、|:|：)",
)
"""It speaks to an assistant; suspicious when it orders, too."""

PLAYS_A_ROLE = _compile(
    r"^\W*(?:system|developer|sys|admin|administrator|root|operator) ?"
    + r"(?:prompt|message|instruction|notice|override|alert|command|note)?s? ?[:：>\]]",
    r"<\W*l?\W*(?:system|assistant|im_start|developer|user)\W*l?\W*>",
    r"\[/?(?:[il]nst|system)\]",
    "#+ ?(?:system|[il]nstructions?|new task)",
    "(?:begin|start|end) (?:of )?"
    + _any("system admin developer hidden")
    + " (?:prompt|message|instructions?)",
    r"^\W*(?:user|human) ?[:：]",
    r"^\W*(?:系统|开发者|管理员|用户)(?:提示|消息|指令|通知|命令|信息)?[:：>\]】]",
)
"""It plays the system, a developer or the user; suspicious when an order follows."""

ORDERS = _compile(
    r"\b"
    + _any("must shall should have_to need_to please kindly now [il]mmediately first instead")
    + r"\b",
    r"\b(?:do not|don.?t|proceed to|make sure to)\b",
    rf"\b{_ACTS}\b",
    r"\b"
    + _any(
        "haga haz pulse pulsa debe debes escriba envie compre borre cliquez clique appuyez devez",
        "dois tapez envoyez klicke klicken drucke musst mussen sende losche clicca premi devi",
    )
    + r"\b",
    rf"{_ZH_ACTS}|{_ZH_MUST}",
    "(?:クリック|入力|送信|削除|購入|してくたさい|してください|しなさい)",
)
"""It tells somebody to do something; that alone is what most pages do."""

# "System: all services online" is a status; a role that orders is a trick.
ORDERS_AFTER_ROLE = _compile(
    r"[:：>\]】#] ?(?:[\w\s]{0,30}[,:;.] ?)?"
    + rf"(?:{_ACTS}|(?:the )?(?:you|agent|assistant|please|now|never|always|do not|don.?t))\b",
    rf"[:：>\]】#] ?[^。]{{0,12}}?(?:{_ZH_ACTS}|{_ZH_MUST}|你|您)",
    "(?:prompt|message|instructions?)",
)
