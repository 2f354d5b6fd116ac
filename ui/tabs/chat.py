"""Chat."""
import gradio as gr


def build(shell):
    gr.Chatbot()
