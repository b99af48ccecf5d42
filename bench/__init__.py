"""Benchmark of a stack with many tenants, compared with the bare API calls, curl and Ansible.

It runs the program as a user does, through the `pulumi` command. It is not part of the tests, so that a slow machine
does not fail a build.
"""
