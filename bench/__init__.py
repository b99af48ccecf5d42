"""The benchmark: what a stack of many tenants costs, beside the floor and two other ways to make the same tenants.

It drives the program as a user does, through the `pulumi` command, and imports no other room. Nothing here is a test:
a slow machine must not turn a build red.
"""
