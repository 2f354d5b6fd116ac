"""What is said of models: endpoints that refuse, weights that do not load: Chinese."""

from __future__ import annotations

ENDPOINTS: dict[str, str] = {
    # What a provider refuses.
    "The endpoint {} {}; paste a valid one in the sidebar.":
        "接口 {} {}；请在侧栏粘贴有效的密钥。",
    "The account at {} has no credit left or its plan leaves {} out; top it up or choose another "
    "model.": "{} 的账户余额不足，或套餐不含 {}；请充值或换一个模型。",
    " A key of a coding plan works only with the coding plan's address.":
        "编程套餐的密钥只能用于编程套餐的地址。",
    "The endpoint {} does not serve the model {}; choose another one.":
        "接口 {} 不提供模型 {}；请换一个。",
    " It offers {} and {} more.": "它提供 {} 等，另有 {} 个。",
    " It offers {}.": "它提供 {}。",
    "The conversation is too long for {}; start a new chat, remove pictures or ask for a shorter "
    "answer.": "对话超出 {} 的长度；请开始新对话、删去图片或要求更短的回答。",
    "The content filter of {} refused this; change the question or picture.":
        "{} 的内容过滤拒绝了此请求；请修改问题或更换图片。",
    "The endpoint {} gets too many requests; try again in {} seconds.":
        "接口 {} 请求过多；请 {} 秒后重试。",
    "The endpoint {} gets too many requests; try again in a minute.":
        "接口 {} 请求过多；请一分钟后重试。",
    "The model {} cannot see pictures; choose a vision model.":
        "模型 {} 不能看图；请选择视觉模型。",
    "The request is too large for {}; send fewer or smaller pictures.":
        "请求超出 {} 的大小限制；请减少或缩小图片。",
    "The endpoint {} refused a picture; send another or fewer of them.":
        "接口 {} 拒绝了图片；请换一张或减少图片。",
    "{} answers, but not as an OpenAI-compatible API; check the base URL's path.":
        "{} 有响应，但不是 OpenAI 兼容接口；请检查接口地址的路径。",
    "{} answers, but not as an OpenAI-compatible API; its base URL probably ends in '/v1': try {}.":
        "{} 有响应，但不是 OpenAI 兼容接口；接口地址可能以 '/v1' 结尾：请试 {}。",
    "{} sends on to another address ({}), and the key is not carried there; type that address as "
    "the endpoint if you trust it.":
        "{} 转到了另一个地址（{}），密钥不会带过去；如果信任该地址，请将其填为接口地址。",
    "The endpoint {} took too long; try again.": "接口 {} 响应超时；请重试。",
    "The endpoint {} failed on its side ({}); try again in a minute.":
        "接口 {} 服务端出错（{}）；请一分钟后重试。",
    "The endpoint {} did not accept the request ({}).": "接口 {} 未接受请求（{}）。",
    " The server says: “{}”": "服务器称：“{}”",
    # What goes wrong on the way there.
    "There is no host {} to be found; check the spelling and the network.":
        "找不到主机 {}；请检查拼写和网络。",
    "Nothing answers at {}; is the server running, and is the port right?":
        "{} 没有响应；请确认服务器已启动、端口正确。",
    "The proxy did not let the app through to {}; check it.":
        "代理未放行到 {} 的连接；请检查代理。",
    "{} did not answer within {} seconds; check the address, or whether a firewall is in between.":
        "{} 在 {} 秒内没有响应；请检查地址，或中间是否有防火墙。",
    "{} stayed silent for {} seconds; ask less at once or try again.":
        "{} 已有 {} 秒没有回应；请少问一些或重试。",
    "{} closed the connection without an answer; try again, and check whether the address starts "
    "with http:// or https://.":
        "{} 未回答就关闭了连接；请重试，并确认地址应以 http:// 还是 https:// 开头。",
    "{} cannot be reached; check the address and the network.":
        "无法连接 {}；请检查地址和网络。",
    "The certificate of {} is not trusted ({}); check the address, or add its authority with "
    "SSL_CERT_FILE.":
        "{} 的证书不受信任（{}）；请检查地址，或通过 SSL_CERT_FILE 添加其签发机构。",
    "{} does not speak TLS; try the address with http:// instead of https://.":
        "{} 不支持 TLS；请把地址中的 https:// 改为 http://。",
    "No secure connection to {} ({}); check the address.":
        "无法与 {} 建立安全连接（{}）；请检查地址。",
    # What is not sent.
    "No model is named; choose or type the endpoint's model id.":
        "未指定模型；请选择或输入该接口的模型 ID。",
    "The key starts with the word 'Bearer'; paste the key alone.":
        "密钥以“Bearer”开头；请只粘贴密钥本身。",
    "The key has a space, a line break or a letter in it that keys never have; copy it again, in "
    "one piece.": "密钥中有空格、换行或不该出现的字符；请重新完整复制。",
    "The key is far too long to be one; copy it again.": "密钥过长，不可能是密钥；请重新复制。",
    "The conversation has {} pictures and this endpoint takes at most {}; start a new chat or "
    "remove some.": "对话中有 {} 张图片，此接口最多接受 {} 张；请开始新对话或删去一些。",
    "{} does not fit the endpoint's limit of {} bytes.": "{} 超出接口 {} 字节的上限。",
    "This endpoint takes no clip as a file, so {} cannot go whole; send its frames instead.":
        "此接口不接受视频文件，{} 无法整段发送；请改为发送画面。",
    "{} has {} bytes and this endpoint takes {} in a request; send its frames instead, or a "
    "shorter stretch.": "{} 有 {} 字节，此接口单次请求最多 {} 字节；请改为发送画面或截短。",
    "{} is no longer there; open the clip again.": "{} 已不在了；请重新打开视频。",
    "The conversation takes about {} tokens and {} holds {}, answer included. {}.":
        "对话约需 {} 词元，{} 最多容纳 {}（含回答）。{}。",
    "A picture of {}×{} pixels is too narrow for the model: one side may be at most {} times the "
    "other. Crop it into pieces.":
        "{}×{} 像素的图片对模型而言过于狭长：长边最多为短边的 {} 倍。请裁成几块。",
    "The question has {} characters and the limit is {}; shorten it.":
        "问题有 {} 个字符，上限为 {}；请缩短。",
    # How an answer ended.
    "{} ended the reply before it began; try again.": "{} 未开始回答就结束了；请重试。",
    "The answer is not complete. {}": "回答不完整。{}",
    "The reply was cut off: it is longer than any answer should be.":
        "回复过长，超出正常范围，已截断。",
    "The model wrote its whole reply as thinking; it is shown here as the answer.":
        "模型把整个回复写成了思考；此处作为回答显示。",
    "This takes {} tokens and {} holds {}, answer included; leave out pictures or what was said "
    "before, or let a model answer that holds more.":
        "此次需要 {} 词元，{} 最多容纳 {}（含回答）；请减少图片或先前内容，或改用容量更大的模型。",
    "The answer is missing: the model spent all its tokens on thinking. Raise the answer's token "
    "limit, or switch Thinking off.":
        "没有回答：模型的词元全部用于思考。请调高回答上限，或关闭“思考”。",
    "The model's replies could not be read: {} Run it again, or let another model or the embedded "
    "engine do it.": "无法读懂模型的回复：{} 请再次运行，或换用其他模型或内置引擎。",
    # Notices beside an answer.
    "The server refused the request, so it was sent again without {}.":
        "服务器拒绝了请求，已去掉 {} 后重新发送。",
    "The key and all else travel unencrypted to {}; use https:// if the server has it.":
        "密钥和其他内容将不加密地发送到 {}；如果服务器支持，请使用 https://。",
    "Thinking cannot be switched off: it is not known how this model or server does it.":
        "无法关闭思考：不清楚此模型或服务器如何关闭。",
    "{} always thinks; its thinking cannot be switched off.": "{} 总是先思考，无法关闭。",
    # Addresses that are not opened.
    "No endpoint is set. Choose one in the sidebar or type its base URL.":
        "未设置接口。请在侧栏选择，或输入接口地址。",
    "The endpoint's URL has a space or a line break in it; type it in one piece.":
        "接口地址中有空格或换行；请输入完整的一段。",
    "{} is not a URL that can be opened; check it.": "{} 不是可打开的网址；请检查。",
    "An endpoint's URL starts with http:// or https://, not {}.":
        "接口地址应以 http:// 或 https:// 开头，而不是 {}。",
    "The endpoint's URL holds a user name or password; remove it and use the key field.":
        "接口地址中含有用户名或密码；请删去并使用密钥栏。",
    "The endpoint's URL has a part after '?' or '#'; give the plain base URL, and the key in the "
    "key field.": "接口地址中有“?”或“#”之后的部分；请只填基础地址，密钥填在密钥栏。",
    "{} is a cloud's metadata service; the app never connects to it.":
        "{} 是云平台的元数据服务，应用从不连接。",
    "{} leads to a cloud's metadata service ({}); the app never connects to it.":
        "{} 指向云平台的元数据服务（{}），应用从不连接。",
    "{} leads to a private address ({}), which this app does not open for its visitors. Use a "
    "public endpoint, or run the app on your own machine.":
        "{} 指向内网地址（{}），本应用不为访客打开。请使用公网接口，或在自己的机器上运行应用。",
    "{} names no host; a base URL looks like https://host/v1.":
        "{} 没有主机名；接口地址形如 https://host/v1。",
    "{} is not an IPv6 address; check the URL.": "{} 不是 IPv6 地址；请检查网址。",
    "{} is not the name of a host; check the URL.": "{} 不是主机名；请检查网址。",
    # Of known providers.
    "glm-4.6v-flash is free of charge.": "glm-4.6v-flash 免费。",
    "Keys of a coding plan work here and not at the normal address.":
        "编程套餐的密钥只在此地址有效，普通地址不可用。",
    "Says the price of every answer.": "会给出每次回答的价格。",
    "Your own server; the model's id is what it was started to serve.":
        "自己的服务器；模型 ID 即启动时所指定的名称。",
    # The self-test.
    "{} answers, but does not see the picture: {}. It said “{}”.":
        "{} 有回答，但没有看到图片：{}。它说：“{}”。",
    "the number is {}, {}": "数字是 {}，{}",
    "the number is {}": "数字是 {}",
    "the colour is {}, {}": "颜色是{}，{}",
    "the colour is {}": "颜色是{}",
    "the shape is a {}": "形状是{}",
    "{} sees the picture, but where the shape is stays open: {}":
        "{} 能看到图片，但形状的位置未能得知：{}",
    "{} sees the picture, but gave no box for the {}.": "{} 能看到图片，但没有给出 {} 的方框。",
    "{} sees the picture {}: its box is {} of 1000 off at the corners (overlap {}).":
        "{} 能看到图片，{}：方框四角平均偏差 {}/1000（重叠 {}）。",
    " It drew {} boxes for one shape.": "它为一个形状画了 {} 个方框。",
    "SIGHTLINE_BASE_URL cannot be used. {}": "SIGHTLINE_BASE_URL 无法使用。{}",
}  # fmt: skip

WEIGHTS: dict[str, str] = {
    # Folders and files.
    "No model is named; start with ./run.sh --backend local --model FOLDER, or the id of one on "
    "Hugging Face such as zai-org/GLM-4.6V-Flash.":
        "未指定模型；请以 ./run.sh --backend local --model 文件夹 启动，"
        "或给出 Hugging Face 上的 ID，如 zai-org/GLM-4.6V-Flash。",
    "There is no folder {}; name the folder of a checkpoint, or a model of Hugging Face such as "
    "'zai-org/GLM-4.6V-Flash'.":
        "没有文件夹 {}；请指定权重所在的文件夹，或 Hugging Face 上的模型，"
        "如 'zai-org/GLM-4.6V-Flash'。",
    "{} is not there any more: its folder was moved or removed. Put it back, or start the app with "
    "another model.": "{} 已不在了：其文件夹被移走或删除。请放回，或用其他模型启动应用。",
    "{} is no checkpoint: it has no config.json. Name the folder that holds config.json and the "
    ".safetensors files.":
        "{} 不是模型权重：没有 config.json。请指定含 config.json 和 .safetensors 文件的文件夹。",
    "{} is a text-only model ({}) and cannot look at pictures; choose an image-text-to-text model "
    "such as GLM-4.6V-Flash.":
        "{} 是纯文本模型（{}），不能看图；请选择图文模型，如 GLM-4.6V-Flash。",
    "{} is of the kind {}, which transformers {} does not know as a model that looks at pictures "
    "and writes; choose an image-text-to-text model.":
        "{} 的类型 {} 在 transformers {} 中不是图文模型；请选择图文模型。",
    "{} is not complete: {} is missing, which says {}.": "{} 不完整：缺少 {}（其中说明{}）。",
    "{} is not complete: {} of its {} files of weights are missing, {} first.":
        "{} 不完整：缺少 {} 个权重文件（共 {} 个），首先是 {}。",
    "{} is not complete: it has no .safetensors file.": "{} 不完整：没有 .safetensors 文件。",
    "{} cannot be loaded: its {} makes no sense.": "{} 无法加载：其 {} 内容不合理。",
    "{} keeps its weights as Python pickles, which can run code when they are loaded; choose a "
    "copy of the model in .safetensors files.":
        "{} 的权重是 Python pickle 格式，加载时可能执行代码；请选择 .safetensors 格式的版本。",
    "{} is only a pointer of Git LFS and not the weights; run git lfs pull in the model's folder.":
        "{} 只是 Git LFS 的指针而不是权重；请在模型文件夹中运行 git lfs pull。",
    "{} is no file of safetensors.": "{} 不是 safetensors 文件。",
    "{} was not downloaded whole: it has {} bytes of {}.": "{} 未下载完整：只有 {} 字节，应为 {}。",
    "{} is damaged: its {} cannot be read.": "{} 已损坏：无法读取其中的 {}。",
    "{} cannot be read: {}.": "无法读取 {}：{}。",
    " Download it again: hf download and git lfs pull go on where they stopped.":
        "请重新下载：hf download 和 git lfs pull 会从中断处继续。",
    # Fetching them.
    "{} is neither a folder nor the id of a model; ids look like 'zai-org/GLM-4.6V-Flash'.":
        "{} 既不是文件夹，也不是模型 ID；ID 形如 'zai-org/GLM-4.6V-Flash'。",
    "{} is given only to those who accepted its terms: accept them on https://huggingface.co/{}, "
    "log in with .venv/bin/hf auth login, and ask again.":
        "{} 需先接受其条款：请在 https://huggingface.co/{} 接受，"
        "用 .venv/bin/hf auth login 登录后重试。",
    "Hugging Face has no model {}, or it is private; correct the id, or log in with .venv/bin/hf "
    "auth login.":
        "Hugging Face 上没有模型 {}，或它是私有的；请更正 ID，或用 .venv/bin/hf auth login 登录。",
    "{} is not on this machine and Hugging Face cannot be reached; connect to the network, or "
    "download it elsewhere and name its folder.":
        "本机没有 {}，也无法连接 Hugging Face；请连接网络，或在别处下载后指定其文件夹。",
    "{} could not be saved: {}.": "无法保存 {}：{}。",
    "{} needs {} GB on the disk, and {} GB are free in {}; make room, or set HF_HOME to a folder "
    "on a larger disk.":
        "{} 需要 {} GB 磁盘空间，可用 {} GB（位于 {}）；请腾出空间，"
        "或把 HF_HOME 设到更大磁盘上的文件夹。",
    # Loading them.
    "The processor of {} cannot be loaded: {}": "{} 的处理器无法加载：{}",
    "The torchvision installed here does not match torch, which breaks transformers: run "
    ".venv/bin/pip uninstall torchvision (it is not needed) and start again.":
        "此处安装的 torchvision 与 torch 不匹配，导致 transformers 无法使用："
        "请运行 .venv/bin/pip uninstall torchvision（不需要它）后重新启动。",
    "Local weights need {}: run ./run.sh --backend local, which installs what is missing, or "
    ".venv/bin/pip install -r requirements-local.txt.":
        "本机模型需要 {}：请运行 ./run.sh --backend local 自动安装，"
        "或运行 .venv/bin/pip install -r requirements-local.txt。",
    "SIGHTLINE_LOCAL_DEVICE is 'cuda' and torch finds no CUDA graphics card here; install its "
    "driver and a torch built for it, or set it to 'cpu'.":
        "SIGHTLINE_LOCAL_DEVICE 为 'cuda'，但 torch 未找到 CUDA 显卡；"
        "请安装驱动和对应的 torch，或设为 'cpu'。",
    "{} does not fit: it needs {} of memory ({}), and {}. Choose a smaller model such as "
    "GLM-4.6V-Flash or one stored in fewer bits, or run it behind an endpoint.":
        "{} 放不下：需要 {} 内存（{}），{}。"
        "请选择更小的模型（如 GLM-4.6V-Flash）或位数更少的版本，或通过接口使用。",
    "{} of weights": "权重 {}",
    "{} of main memory are free": "可用主内存为 {}",
    "{} has {} free and main memory {}": "{} 可用 {}，主内存可用 {}",
    "The weights of {} are stored as {}, which cannot be read without {}: run .venv/bin/pip "
    "install {}, or choose the unquantized model.":
        "{} 的权重以 {} 存储，没有 {} 无法读取：请运行 .venv/bin/pip install {}，"
        "或选择未量化的模型。",
    "The weights of {} are stored as {}, which transformers {} cannot read; choose the unquantized "
    "model, or run it behind an endpoint.":
        "{} 的权重以 {} 存储，transformers {} 无法读取；请选择未量化的模型，或通过接口使用。",
    "{} is not complete: {} of its weights are in none of its files, {} for one; choose another "
    "copy of the model.": "{} 不完整：有 {} 个权重不在任何文件中，例如 {}；请换一份模型。",
    "{} is damaged: its weights have other shapes than its config.json tells; download both again "
    "from one place.": "{} 已损坏：权重的形状与 config.json 不符；请从同一处重新下载两者。",
    "SIGHTLINE_LOCAL_DEVICE is 'mps' and torch finds no Apple graphics here; set it to 'auto' or "
    "'cpu'.":
        "SIGHTLINE_LOCAL_DEVICE 为 'mps'，但 torch 未找到 Apple 显卡；请设为 'auto' 或 'cpu'。",
    "{} needs {} and {} of GPU memory are free: a part of it runs from main memory, which is slow.":
        "{} 需要 {}，可用显存为 {}：一部分将在主内存中运行，速度较慢。",
    "There is not enough memory to load {}; end other programs that use the graphics card or the "
    "memory, or choose a smaller model.":
        "内存不足，无法加载 {}；请关闭占用显卡或内存的其他程序，或选择更小的模型。",
    "{} cannot be loaded: {}": "{} 无法加载：{}",
    # Answering with them.
    "{} ran out of memory on this question and is ready for the next one; send fewer or smaller "
    "pictures, start a new chat, or lower the answer's token limit.":
        "{} 回答此问题时内存不足，现可接受下一个问题；"
        "请减少或缩小图片、开始新对话，或降低回答的词元上限。",
    "{} cannot be compiled here and goes on without, which is slower ({}); set "
    "SIGHTLINE_LOCAL_COMPILE to 'no' so that it is not tried.":
        "{} 无法在此编译，将不编译继续运行，速度较慢（{}）；"
        "把 SIGHTLINE_LOCAL_COMPILE 设为 'no' 可不再尝试。",
    "{} failed on this question: {}": "{} 回答此问题时出错：{}",
    "{} was unloaded before it had answered; ask again to load it.":
        "{} 在回答前已被卸载；请再次提问以重新加载。",
    "Thinking cannot be switched off: the model's template has no switch.":
        "无法关闭思考：模型的对话模板没有此开关。",
}  # fmt: skip

VALUES = {
    "does not let this key use it": "不允许此密钥使用",
    "refuses the key": "拒绝了此密钥",
    "wants a key": "需要密钥",
    "Remove pictures or start a new chat": "请删去图片或开始新对话",
    "Shorten the text": "请缩短文字",
    "how pictures are prepared": "图片如何处理",
    "its vocabulary": "词表",
    "how a conversation is written for it": "对话的格式",
    "and points well": "定位准确",
    "circle": "圆形",
    "square": "方形",
    "triangle": "三角形",
    "but points badly": "但定位不准",
}  # fmt: skip
