"""The toolchain of the sandbox: virtual environment, Pulumi engine, home, state and stack, all inside this checkout.

Standard library only, because it runs before the virtual environment exists. It writes nothing outside the checkout
except in the caches of Go and pip.
"""
