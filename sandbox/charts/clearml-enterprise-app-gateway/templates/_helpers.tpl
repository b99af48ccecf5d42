{{/* The full name: the release's name if it contains the chart's name, else both. */}}
{{- define "gateway.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride }}
{{- $computed := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- default $computed .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ include "gateway.fullname" . }}
app.kubernetes.io/instance: {{ include "gateway.fullname" . }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{/* The Secret of the key pair, if the chart reads one: no page documents such a key. */}}
{{- define "gateway.existingSecret" -}}
{{- if .Values.standIn.secrets }}{{ .Values.clearml.existingSecret }}{{ end }}
{{- end }}

{{- define "gateway.credentialsSecret" -}}
{{- default (include "gateway.fullname" .) (include "gateway.existingSecret" .) }}
{{- end }}

{{- define "gateway.existingPullSecret" -}}
{{- if .Values.standIn.secrets }}{{ .Values.imageCredentials.existingSecret }}{{ end }}
{{- end }}

{{- define "gateway.host" -}}
{{- ternary .Values.ingress.hostName .Values.ingress.hostname (eq .Values.standIn.ingress "install") }}
{{- end }}

{{- define "gateway.ingressClass" -}}
{{- ternary .Values.ingress.ingressClassName .Values.ingress.className (eq .Values.standIn.ingress "install") }}
{{- end }}
