"""The toolchain of the sandbox: virtual environment, Pulumi engine, home, state and stack, all inside this checkout.

Standard library only: it runs before the virtual environment exists. It must not write outside the checkout
(Go's and pip's own caches excepted), nor know anything about ClearML.
"""
