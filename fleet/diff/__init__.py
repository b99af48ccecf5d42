"""Compares the settings of two stacks, for the promotion of changes from one environment to the next."""
