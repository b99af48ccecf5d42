"""The GPUs of the sandbox's nodes: a stand-in for nvidia-smi that remembers, and what can be done to them from outside.

Texts and exit codes follow NVIDIA's MIG user guide and public reports of real output; the latter are named where used.
It must not talk to the cluster, a reboot excepted.
"""
