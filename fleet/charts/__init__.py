"""Renders charts that the user has in a folder, and reports what would not work in the cluster."""
