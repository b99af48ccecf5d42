"""A stand-in for Pulumi's Command plugin 1.2.1, for machines that cannot download it: `command:local:Command`.

The engine starts it as `pulumi-resource-command`, only if the engine itself was built from Go modules; the official
CLI downloads the vendor's plugin. It follows the vendor's source (pulumi/pulumi-command v1.2.1,
provider/pkg/provider/local); archives, assets, `local.run` and remote commands are refused. Unlike the rest
of `sandbox.toolchain` it runs in the virtual environment. It never prints its environment.
"""

VERSION = "1.2.1"
