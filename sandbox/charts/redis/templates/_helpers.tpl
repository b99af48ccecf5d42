{{/* The full name: the release's name if it contains the chart's name, else both. */}}
{{- define "redis.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride }}
{{- $computed := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- default $computed .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "redis.labels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{/* Arguments: a dict of root and component (master, replica). */}}
{{- define "redis.selectorLabels" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "redis.image" -}}
{{- $image := .Values.image }}
{{- $own := hasPrefix "bitnami" $image.repository }}
{{- if and (semverCompare ">=20.0.0-0" .Chart.Version) (not $own) (not .Values.global.security.allowInsecureImages) }}
{{- fail "Unrecognized images: set global.security.allowInsecureImages to true to skip the verification" }}
{{- end }}
{{- printf "%s/%s:%s" (default $image.registry .Values.global.imageRegistry) $image.repository $image.tag }}
{{- end }}

{{- define "redis.passwordSecret" -}}
{{- default (include "redis.fullname" .) .Values.auth.existingSecret }}
{{- end }}

{{- define "redis.passwordKey" -}}
{{- $given := and .Values.auth.existingSecret .Values.auth.existingSecretPasswordKey }}
{{- default "redis-password" $given }}
{{- end }}
