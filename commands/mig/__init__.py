"""Switches the MIG mode of a node's GPUs: `python3 -m commands.mig enable|adjust|disable|unlabel`."""
