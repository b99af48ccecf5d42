{{- define "gpu.labels" -}}
app.kubernetes.io/name: gpu-operator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{/* Arguments: a dict of own (name to value) and given (the user's list). As in the operator, the user's list wins. */}}
{{- define "gpu.env" -}}
{{- $entries := dict }}
{{- range $name, $value := .own }}
{{- $_ := set $entries $name (dict "name" $name "value" $value) }}
{{- end }}
{{- range .given }}
{{- $_ := set $entries .name . }}
{{- end }}
{{- range $name := keys $entries | sortAlpha }}
{{ list (get $entries $name) | toYaml }}
{{- end }}
{{- end }}
