"""A tokenizer in the shape of GLM-4.5V's: byte-level BPE, its special tokens, its turns.

The special tokens stand at the end of the vocabulary as in the released one, and the template
writes its turn format: ``/nothink`` and an empty thought where thinking is off.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

END_OF_TEXT, USER, OBSERVATION = "<|endoftext|>", "<|user|>", "<|observation|>"
IMAGE, VIDEO = "<|image|>", "<|video|>"
BEGIN_OF_IMAGE, END_OF_IMAGE = "<|begin_of_image|>", "<|end_of_image|>"
BEGIN_OF_VIDEO, END_OF_VIDEO = "<|begin_of_video|>", "<|end_of_video|>"
STOPS = (END_OF_TEXT, USER, OBSERVATION)

_CONTROL = (
    END_OF_TEXT,
    "[MASK]",
    "[gMASK]",
    "[sMASK]",
    "<sop>",
    "<eop>",
    "<|system|>",
    USER,
    "<|assistant|>",
    OBSERVATION,
    BEGIN_OF_IMAGE,
    END_OF_IMAGE,
    BEGIN_OF_VIDEO,
    END_OF_VIDEO,
    IMAGE,
    VIDEO,
)
_VISIBLE = (  # in the vocabulary as whole tokens, but kept by skip_special_tokens
    "<think>",
    "</think>",
    "/nothink",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
    "<|begin_of_box|>",
    "<|end_of_box|>",
)

# Words keep the space before them; numbers go in groups of up to three digits.
_WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

CHAT_TEMPLATE = """\
[gMASK]<sop>
{%- macro told(content) -%}
  {%- if content is string -%}{{ content }}
  {%- else -%}
    {%- for part in content -%}
      {%- if part is string -%}{{ part }}
      {%- elif part.type == 'text' -%}{{ part.text }}
      {%- elif part.type == 'image' -%}<|begin_of_image|><|image|><|end_of_image|>
      {%- elif part.type == 'video' -%}<|begin_of_video|><|video|><|end_of_video|>
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro -%}
{%- set quick = enable_thinking is defined and not enable_thinking -%}
{%- for message in messages -%}
  {%- set content = told(message.content) -%}
  {%- if message.role == 'system' -%}
    <|system|>{{ '\\n' + content }}
  {%- elif message.role == 'user' -%}
    <|user|>{{ '\\n' + content }}
    {%- if quick and not content.endswith('/nothink') -%}/nothink{%- endif -%}
  {%- elif message.role == 'assistant' -%}
    <|assistant|>{{ '\\n<think></think>\\n' + content.split('</think>')[-1].strip() }}
  {%- elif message.role == 'tool' -%}
    <|observation|>{{ '\\n<tool_response>\\n' + content + '\\n</tool_response>' }}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
  <|assistant|>{{ '\\n' }}
  {%- if quick -%}{{ '<think></think>\\n' }}{%- endif -%}
{%- endif -%}
"""


def build_tokenizer(texts: Iterable[str], size: int = 1200) -> Any:
    """Learn a vocabulary of at most ``size`` tokens from ``texts``; the same texts, the same one.

    Returns a ``PreTrainedTokenizerFast`` with the chat template.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(_CONTROL) - len(_VISIBLE),
        min_frequency=2,
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(name, special=True, normalized=False) for name in _CONTROL])
    tokenizer.add_tokens([AddedToken(name, special=False, normalized=False) for name in _VISIBLE])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END_OF_TEXT,
        pad_token=END_OF_TEXT,
        padding_side="left",
        clean_up_tokenization_spaces=False,
        model_max_length=16_384,
    )
    fast.chat_template = CHAT_TEMPLATE
    return fast
