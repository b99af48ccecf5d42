"""Reads a stack for the commands: its configuration, its settings and its state."""
