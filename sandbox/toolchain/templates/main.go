// Renders a chart as `helm template` does, for machines without Helm: values as JSON on standard input, manifests on standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: template RELEASE NAMESPACE CHART"))
	}
	if err := render(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fail(err)
	}
}

func render(release, namespace, path string) error {
	chart, err := loader.Load(path)
	if err != nil {
		return err
	}
	own := map[string]interface{}{}
	if err := json.NewDecoder(os.Stdin).Decode(&own); err != nil {
		return err
	}
	if err := chartutil.ProcessDependenciesWithMerge(chart, own); err != nil {
		return err
	}
	options := chartutil.ReleaseOptions{Name: release, Namespace: namespace, Revision: 1, IsInstall: true}
	values, err := chartutil.ToRenderValues(chart, own, options, chartutil.DefaultCapabilities)
	if err != nil {
		return err
	}
	files, err := engine.Engine{}.Render(chart, values)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("---\n# Source: %s\n%s\n", name, files[name])
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
