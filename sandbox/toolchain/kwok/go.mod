// Pins kwok, which plays the kubelets. Complete go.sum with `go build -mod=mod` of the package in tools.py.
module clearml-platform/sandbox/toolchain/kwok

go 1.26.0

require sigs.k8s.io/kwok v0.8.0
