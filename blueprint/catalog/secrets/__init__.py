"""What secrets look like: forms of well-known tokens and keys, names of variables and keys that hold one."""
