{{/* The full name: the release's name if it contains the chart's name, else both. */}}
{{- define "cdmo.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride }}
{{- $computed := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- default $computed .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "cdmo.selectorLabels" -}}
app.kubernetes.io/name: {{ include "cdmo.fullname" . }}
app.kubernetes.io/instance: {{ include "cdmo.fullname" . }}
{{- end }}

{{- define "cdmo.labels" -}}
{{ include "cdmo.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}
