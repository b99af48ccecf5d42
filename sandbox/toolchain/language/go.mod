// Pins the Python language host: the last tagged module that holds it, hence a module of its own.
module clearml-platform/sandbox/toolchain/language

go 1.25.11

require github.com/pulumi/pulumi/sdk/v3 v3.79.0
