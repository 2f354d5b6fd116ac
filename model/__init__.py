"""One door to every model: the service, its tasks, wire formats and backends; no Gradio, no browser."""
