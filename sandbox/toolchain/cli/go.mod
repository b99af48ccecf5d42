// Pins the Pulumi command line. Complete go.sum with `go build -mod=mod` of the package in tools.py: `go mod tidy`
// would want the test dependencies of every module.
module clearml-platform/sandbox/toolchain/cli

go 1.26.6

require (
	github.com/pulumi/pulumi/pkg/v3 v3.274.1
	github.com/pulumi/pulumi/sdk/v3 v3.274.1
)

replace github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e
