"""Sentences for the changes of each type of resource."""
