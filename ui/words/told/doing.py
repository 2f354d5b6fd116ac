"""What is being done, for the line under a question that waits: Chinese."""

from __future__ import annotations

DOING: dict[str, str] = {
    " … {} s": " … {} 秒",
    " …": " …",
    # Endpoints.
    "Connecting": "正在连接",
    "Preparing the request": "正在准备请求",
    "Waiting for the first token": "正在等待第一个词元",
    "Waiting for more": "正在等待后续内容",
    "Asking which models there are": "正在查询可用模型",
    "{}, trying again in {} s ({})": "{}，{} 秒后重试（{}）",
    "attempt {} of {}": "第 {} 次，共 {} 次",
    "Asking what is on the test picture": "正在询问测试图片的内容",
    "It sees; asking where the shape is": "能看到图片；正在询问形状的位置",
    "It refused the picture; asking without one": "图片被拒绝；正在不带图片地询问",
    # Weights on this machine.
    "Beginning": "正在开始",
    "Waiting for {} before this one": "前面还有{}在等待",
    "{} questions": " {} 个问题",
    "Starting torch": "正在启动 torch",
    "Asking Hugging Face for {}": "正在向 Hugging Face 查询 {}",
    "Downloading {} ({} GB)": "正在下载 {}（{} GB）",
    "Loading the processor": "正在加载处理器",
    "Loading the weights of {}": "正在加载权重：{}",
    "Preparing the pictures and the prompt": "正在准备图片和提示词",
    "Reading the prompt": "正在读取提示词",
    "Compiling the model, which only first answers wait for":
        "正在编译模型，只有首次回答需要等待",
    "Writing the answer": "正在写回答",
    # The embedded engine.
    "Loading the text reader": "正在加载文字识别",
    "Looking for text": "正在查找文字",
    "Reading text: {} of {} lines": "正在读取文字：第 {} 行，共 {} 行",
    "Looking for buttons, fields and pictures": "正在查找按钮、输入框和图片",
    "Looking for shapes": "正在查找形状",
    "Comparing with the crop": "正在与截取部分比较",
    "Waiting for a free worker": "正在等待空闲的处理进程",
    "Measuring the text": "正在测量文字",
    "Fitting the type": "正在匹配字体",
    "Measuring surfaces": "正在测量色块",
    "Keeping pictures": "正在保留图片",
    "Putting controls together": "正在组合控件",
    "Writing the page": "正在编写网页",
    "Making the pictures smaller": "正在压缩图片",
    "Looking for the place to change": "正在查找要修改的位置",
    # Documents and clips.
    "Reading the cells": "正在读取单元格",
    "Reading sheet {} of {}": "正在读取第 {} 个工作表，共 {} 个",
    "Laying the cells out on pages": "正在把单元格排成页面",
    "Searching page {}": "正在搜索第 {} 页",
    "Searching the excerpts": "正在搜索摘录",
    "Reading scanned page {} ({} of {})": "正在识别扫描页 {}（第 {} 页，共 {} 页）",
    "Looking at tables on page {}": "正在查看第 {} 页的表格",
    "Joining what was found": "正在汇总找到的内容",
    "Joining what was read": "正在汇总读到的内容",
    "Recognising {} ({} of {})": "正在识别 {}（第 {} 个，共 {} 个）",
    "Watching {} ({} of {})": "正在观看 {}（第 {} 段，共 {} 段）",
    "Taking frames ({} of {})": "正在取画面（第 {} 张，共 {} 张）",
    "Making one answer of {}": "正在把 {} 个部分合成一个回答",
    # Pages and their browser.
    "Reading the screenshot": "正在读取截图",
    "Waiting for the page": "正在等待网页",
    "Waiting for your word": "正在等待你的确认",
    "Paused": "已暂停",
    # What would match others too stands last.
    "{}: page {} of {}": "{}：第 {} 页，共 {} 页",
    "Repairing: {}": "正在修复：{}",
    "Reading {}": "正在读取{}",
    "Trying {}": "正在试用{}",
    "Looking closer at {}": "正在细看 {}",
}  # fmt: skip

VALUES = {
    "one question": " 1 个问题",
    "Looking for tables": "正在查找表格",
    "Looking for charts": "正在查找图表",
    "The server is busy": "服务器繁忙",
    "The server cannot be reached": "无法连接服务器",
    "The server failed": "服务器出错",
}  # fmt: skip
