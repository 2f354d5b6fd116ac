"""One door to every model: service, tasks, wire formats, backends; no Gradio, no browser."""
