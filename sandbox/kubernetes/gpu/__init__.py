"""The GPUs of the sandbox's nodes: a stand-in for nvidia-smi with state, and the events that change that state.

Texts and exit codes follow NVIDIA's MIG user guide and public reports of real output, which are named where used.
"""
