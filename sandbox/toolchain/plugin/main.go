// Command pulumi-resource-kubernetes serves the Kubernetes plugin of its module.
//
// The plugin's own main embeds a schema that the module does not carry. The engine asks for the schema only to
// generate SDKs; a program in Python brings its own.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

var version = "0.0.0"

func main() {
	schema := []byte(`{"name":"kubernetes","version":"` + version + `"}`)
	provider.Serve("kubernetes", version, schema, []byte("{}"))
}
