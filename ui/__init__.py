"""The web interface: Gradio only; the events of ``model/`` become components here."""
