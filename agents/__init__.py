"""What acts on a browser: the sandbox, the GUI agent and the web builder; no Gradio."""
