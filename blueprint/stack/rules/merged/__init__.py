"""Judges the values that Helm gets, after the settings' own values are merged over the generated ones."""
