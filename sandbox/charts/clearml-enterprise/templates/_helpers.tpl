{{/* The full name: the release's name if it contains the chart's name, else both. */}}
{{- define "clearml.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride }}
{{- $computed := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- default $computed .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Arguments of the three below: a dict of root and component (apiserver, fileserver, webserver, apps). */}}
{{- define "clearml.componentName" -}}
{{- printf "%s-%s" (include "clearml.fullname" .root) .component }}
{{- end }}

{{- define "clearml.selectorLabels" -}}
app.kubernetes.io/name: {{ include "clearml.fullname" .root }}
app.kubernetes.io/instance: {{ include "clearml.componentName" . }}
{{- end }}

{{- define "clearml.labels" -}}
{{ include "clearml.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{/* Arguments of the two below: a dict of root and settings, the values of one component. */}}
{{- define "clearml.image" -}}
{{- $image := .settings.image }}
{{- $registry := default .root.Values.global.imageRegistry $image.registry }}
{{- printf "%s/%s:%s" $registry $image.repository (default .root.Chart.AppVersion $image.tag) }}
{{- end }}

{{/* No kubelet pulls images here, so a pod with a missing image is kept unschedulable. */}}
{{- define "clearml.placement" -}}
{{- $selector := .settings.nodeSelector }}
{{- if eq .settings.image.tag "broken" }}
{{- $selector = merge (dict "sandbox.example.com/image" "missing") $selector }}
{{- end }}
{{- with $selector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "clearml.imagePullSecrets" -}}
{{- $credentials := .Values.imageCredentials }}
{{- if or $credentials.enabled $credentials.existingImagePullSecrets }}
imagePullSecrets:
  {{- if $credentials.enabled }}
  - name: {{ default "clearml-registry-key" $credentials.existingSecret }}
  {{- end }}
  {{- with $credentials.existingImagePullSecrets }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "clearml.configurationSecret" -}}
{{- default "clearml-conf" .Values.clearml.existingSecret }}
{{- end }}
