"""The forms in which a report is written: terminal, Markdown and JSON."""
