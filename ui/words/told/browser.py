"""What is said of the browser beside the app, of pages built and of runs recorded: Chinese."""

from __future__ import annotations

BROWSER: dict[str, str] = {
    # Chromium.
    "Chromium runs without its own sandbox: {}. Until then open only pages you trust, or keep the "
    "app in a container of its own.":
        "Chromium 未在自身沙箱中运行：{}。在此之前只打开可信网页，或把应用放进单独的容器。",
    "Chromium ended unexpectedly, and this sandbox with it; open the page again and a new one is "
    "started.": "Chromium 意外退出，此沙箱随之关闭；重新打开网页会启动新的沙箱。",
    "Chromium was not ready within {} seconds; the machine may be too busy, so try again later.":
        "Chromium 在 {} 秒内未就绪；机器可能太忙，请稍后重试。",
    "SIGHTLINE_CHROMIUM={} could not be started ({}); name the path of a Chromium, or leave it out "
    "to have one looked for.":
        "SIGHTLINE_CHROMIUM={} 无法启动（{}）；请给出 Chromium 的路径，或不设置以自动查找。",
    "This sandbox was given to somebody who waited; open another.":
        "此沙箱已让给等待者；请另开一个。",
    "This sandbox was closed after {} minutes without use; open the page again.":
        "此沙箱闲置 {} 分钟后已关闭；请重新打开网页。",
    "This browser sandbox was closed; open another.": "此浏览器沙箱已关闭；请另开一个。",
    "All {} browser sandboxes are in use and {} requests wait already; try again in a minute.":
        "{} 个浏览器沙箱都在使用，已有 {} 个请求在等待；请一分钟后重试。",
    "All {} browser sandboxes stayed in use for {} seconds; try again later, or stop a run that is "
    "no longer needed.":
        "{} 个浏览器沙箱在 {} 秒内一直被占用；请稍后重试，或停止不再需要的运行。",
    "Waiting for a browser sandbox was stopped.": "已停止等待浏览器沙箱。",
    "The remote Chromium at {} did not answer ({}); check SIGHTLINE_BROWSER_URL and that both "
    "sides have the same version of Playwright.":
        "远程 Chromium（{}）没有响应（{}）；请检查 SIGHTLINE_BROWSER_URL，"
        "并确认两边的 Playwright 版本一致。",
    "In a remote Chromium no hosts are opened, as our filter would not hold there; unset "
    "SIGHTLINE_BROWSER_URL, or build and drive pages without a network.":
        "远程 Chromium 中不打开任何主机，因为过滤在那里不起作用；"
        "请取消 SIGHTLINE_BROWSER_URL，或在无网络下生成和操作网页。",
    # Pages in it.
    "{} is not opened: only http:// and https:// addresses are.":
        "未打开 {}：只打开 http:// 和 https:// 地址。",
    "{} is not an address; check it.": "{} 不是网址；请检查。",
    "{} is not among the hosts named for this sandbox; name it to open it.":
        "{} 不在此沙箱允许的主机之列；加入后才能打开。",
    "{} could not be opened ({}); check the address.": "无法打开 {}（{}）；请检查地址。",
    "{} is not the name of a host; write it like 'example.org', or '*.example.org' for all hosts "
    "below it.": "{} 不是主机名；请写成 'example.org'，或用 '*.example.org' 表示其下所有主机。",
    "{} names this machine or its own network, which a sandbox never opens; name a public host "
    "such as 'example.org'.":
        "{} 是本机或其内部网络，沙箱从不打开；请给出公网主机，如 'example.org'。",
    "{} was not opened: only the hosts named for this sandbox are.":
        "未打开 {}：只打开为此沙箱指定的主机。",
    "{} has no address; check its spelling.": "{} 没有对应的地址；请检查拼写。",
    "{} leads to {}, which is no public address; a sandbox never reaches into this machine or its "
    "network.": "{} 指向 {}，不是公网地址；沙箱从不访问本机或其网络。",
    "{} leads to {}, which is this machine itself; a sandbox never reaches it.":
        "{} 指向 {}，即本机；沙箱从不访问。",
    "The page crashed, most likely because it wanted more memory than it may have ({} MB); open a "
    "smaller one.": "网页崩溃，很可能是内存超出了允许的 {} MB；请打开小一些的网页。",
    "The page closed itself; open it again to go on.": "网页自行关闭；请重新打开以继续。",
    "The page has {} elements and texts and the limit is {}, so it was ended; open a smaller one.":
        "网页有 {} 个元素和文本，上限为 {}，已终止；请打开小一些的网页。",
    "No page is open in this sandbox; open one first.": "此沙箱中没有打开的网页；请先打开一个。",
    "{} was given up after {} seconds: the page does not answer, so it was ended. Open it again, "
    "or one that does less.":
        "{} 在 {} 秒后放弃：网页没有响应，已终止。请重新打开，或换一个轻一些的网页。",
    "This is not the text of a web page but binary data; bring its HTML.":
        "这不是网页文本而是二进制数据；请提供其 HTML。",
    "{} has {} MB of HTML and the limit is {} MB; make it smaller.":
        "{} 的 HTML 有 {} MB，上限为 {} MB；请缩小。",
    "The page has text that addresses the agent: “{}” It is treated as data and not followed.":
        "网页中有针对智能体的文字：“{}”。它只被当作数据，不会照做。",
    "A view of {} × {} pixels cannot be opened; choose from {} to {} for each side.":
        "无法打开 {} × {} 像素的视图；每边请在 {} 到 {} 之间选择。",
    "There is nothing to capture; type an address or paste a page's HTML.":
        "没有可截取的内容；请输入网址或粘贴网页的 HTML。",
    "{} is neither an address nor HTML; type one such as https://example.org or paste a page's "
    "HTML.": "{} 既不是网址也不是 HTML；请输入如 https://example.org 的网址，或粘贴网页的 HTML。",
    "{} is no address of a web page; it should look like https://example.org.":
        "{} 不是网页地址；应形如 https://example.org。",
    # Pages that are built.
    "The HTML has {} MB and the limit is {} MB; shorten it.":
        "HTML 有 {} MB，上限为 {} MB；请缩短。",
    "The HTML is empty; write or paste a page.": "HTML 为空；请编写或粘贴网页。",
    "This is no HTML but the bytes of some other file; paste a page's text.":
        "这不是 HTML 而是其他文件的数据；请粘贴网页的文本。",
    "The page in the reply has {} MB and the limit is {} MB; try again.":
        "回复中的网页有 {} MB，上限为 {} MB；请重试。",
    "The reply {}, so there is no page; try again, or raise the answer's token limit.":
        "回复{}，因此没有网页；请重试，或提高回答的词元上限。",
    "The reply holds bytes instead of text, so there is no page; try again.":
        "回复是数据而不是文本，因此没有网页；请重试。",
    "The reply holds no HTML, only words: {}. Try again, or let another model or the embedded "
    "engine build the page.":
        "回复中没有 HTML，只有文字：{}。请重试，或让其他模型或内置引擎生成网页。",
    "The reply was cut off in the middle of a tag, which was left out.":
        "回复在标签中间被截断，该标签已略去。",
    "The reply was cut off in the middle of a comment, which was left out.":
        "回复在注释中间被截断，该注释已略去。",
    "The reply was cut off in the middle of its style sheet; the unfinished rule was left out.":
        "回复在样式表中间被截断，未完成的规则已略去。",
    "The reply was cut off in the middle of a script, which was left out.":
        "回复在脚本中间被截断，该脚本已略去。",
    "The reply was cut off in the page's title.": "回复在网页标题处被截断。",
    "The reply was cut off in the middle of a text field.": "回复在文本框中间被截断。",
    "The reply ended at the limit of tokens, so the page may lack its end; raise "
    "SIGHTLINE_MAX_PAGE_TOKENS or ask for less.":
        "回复达到词元上限，网页可能缺少结尾；请调高 SIGHTLINE_MAX_PAGE_TOKENS 或减少要求。",
    "The reply ended before its time; what had been written is kept.":
        "回复提前结束；已写出的部分已保留。",
    "{} What had been written until then is kept.": "{}已写出的部分已保留。",
    "The screenshot could not be read for the prompt. {}": "无法为提示词读取截图。{}",
    "The reply is the page as it was; nothing was changed.": "回复与原网页相同，没有改动。",
    "The reply is the page as it was; the dead controls remain.":
        "回复与原网页相同，无效控件仍在。",
    "The repair changed nothing: {}": "修复没有带来变化：{}",
    "Round {} came to nothing. {}": "第 {} 轮没有结果。{}",
    "Draft {} came to nothing. {}": "第 {} 份草稿没有结果。{}",
    "Round {} is listed but not kept: {}.": "第 {} 轮已列出但未采用：{}。",
    "The repair is listed but not kept: {}.": "修复已列出但未采用：{}。",
    # Records of runs.
    "There is no {} in this file; choose a record downloaded from the Agent tab.":
        "此文件中没有 {}；请选择从“智能体”标签页下载的记录。",
    "This is no record of a run, or it is damaged; choose the .zip that was downloaded from the "
    "Agent tab.": "这不是运行记录，或已损坏；请选择从“智能体”标签页下载的 .zip。",
    "{} in this file is damaged; export the run again from the Agent tab.":
        "此文件中的 {} 已损坏；请从“智能体”标签页重新导出。",
    "This run has no step, so there is nothing to show; run it again first.":
        "此次运行没有步骤，没有可显示的内容；请先重新运行。",
    "This run has no step, so there is nothing to replay; run it again first.":
        "此次运行没有步骤，没有可重放的内容；请先重新运行。",
    "The record has {} MB and the limit is {}.": "记录有 {} MB，上限为 {}。",
    "This file holds more than {} files, so it is not opened.": "此文件含超过 {} 个文件，未打开。",
    "Unpacked this file has over {} MB, so it is not opened.": "此文件解压后超过 {} MB，未打开。",
    "{} has over {} MB, so it is not opened.": "{} 超过 {} MB，未打开。",
    "The screenshots of this record together are larger than {} MB, so they are not opened.":
        "此记录的截图合计超过 {} MB，未打开。",
    "This is no record of a run of Sightline's agent.": "这不是 Sightline 智能体的运行记录。",
    "This record is of version {} and this app reads version {}; open it with the app that wrote "
    "it.": "此记录为版本 {}，本应用只读取版本 {}；请用写出它的应用打开。",
    "The record has a view of no possible size; export the run again.":
        "记录中的视图尺寸不合理；请重新导出。",
    "The screenshot {} is not the one that was recorded; export the run again.":
        "截图 {} 与所记录的不符；请重新导出。",
    "Step {} has a screenshot of {} × {} pixels and the view has {} × {}; export the run again.":
        "第 {} 步的截图为 {} × {} 像素，而视图为 {} × {}；请重新导出。",
    "This machine's OpenCV cannot write WebM films; take the GIF instead.":
        "本机的 OpenCV 无法写出 WebM 视频；请改用 GIF。",
    "Stopped before the last look.": "在最后一次查看前停止。",
    "The last look could not be taken: {}": "无法做最后一次查看：{}",
    "This is no record of a run that can be read: at {}, {}; export it again.":
        "这不是可读取的运行记录：{} 处{}；请重新导出。",
    "Playwright's driver did not start ({}); install the packages of requirements.txt again.":
        "Playwright 的驱动未能启动（{}）；请重新安装 requirements.txt 中的软件包。",
    "SIGHTLINE_BROWSER_URL begins with {}; it takes http:// or https:// for Chromium's own "
    "protocol, ws:// or wss:// for a Playwright server.":
        "SIGHTLINE_BROWSER_URL 以 {} 开头；Chromium 自身的协议请用 http:// 或 https://，"
        "Playwright 服务器请用 ws:// 或 wss://。",
    "There is no folder {}; name one that holds a site.":
        "没有文件夹 {}；请指定一个存有网站的文件夹。",
    "The folder {} holds more than {} MB; name one with the site alone.":
        "文件夹 {} 超过 {} MB；请指定只存有网站的文件夹。",
    "There is no demo page {}; choose one of {}.": "没有演示页面 {}；可选：{}。",
    "{} failed: {}": "{}失败：{}",
}  # fmt: skip

VALUES = {
    "it does not start for the user root; run the app as an ordinary user":
        "root 用户下无法启动沙箱；请以普通用户运行",
    "the system does not let it make user namespaces; allow them":
        "系统不允许创建用户命名空间；请予允许",
    "holds thinking only": "只有思考过程",
    "is empty": "为空",
    "Looking at the page": "查看网页",
    "Picturing the page": "拍摄网页",
    "Opening the page": "打开网页",
    "A measuring script": "测量脚本",
}  # fmt: skip
