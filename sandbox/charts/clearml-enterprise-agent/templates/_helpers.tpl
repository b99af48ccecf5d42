{{/* The full name: the release's name if it contains the chart's name, else both. */}}
{{- define "agent.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride }}
{{- $computed := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- default $computed .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "agent.selectorLabels" -}}
app.kubernetes.io/name: {{ include "agent.fullname" . }}
app.kubernetes.io/instance: {{ include "agent.fullname" . }}
{{- end }}

{{- define "agent.labels" -}}
{{ include "agent.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{- define "agent.image" -}}
{{- $image := .Values.agentk8sglue.image }}
{{- printf "%s/%s:%s" (default .Values.global.imageRegistry $image.registry) $image.repository (default .Chart.AppVersion $image.tag) }}
{{- end }}

{{- define "agent.serviceAccount" -}}
{{- default (printf "%s-sa" (include "agent.fullname" .)) .Values.agentk8sglue.serviceExistingAccountName }}
{{- end }}

{{/* The Secret of the key pair, if this version reads one: in every container since 6.9.12 (release notes). The public
     Enterprise chart never read it and rendered its own. */}}
{{- define "agent.existingSecret" -}}
{{- if semverCompare ">=6.9.12-0" .Chart.Version }}{{ .Values.clearml.existingAgentk8sglueSecret }}{{ end }}
{{- end }}

{{- define "agent.credentialsSecret" -}}
{{- default (printf "%s-ac" (include "agent.fullname" .)) (include "agent.existingSecret" .) }}
{{- end }}

{{/* The pull secrets of the agent and of task pods, as JSON. */}}
{{- define "agent.pullSecrets" -}}
{{- $credentials := .Values.imageCredentials }}
{{- $own := list (dict "name" (default (printf "%s-ark" (include "agent.fullname" .)) $credentials.existingSecret)) }}
{{- concat (ternary $own list $credentials.enabled) $credentials.extraImagePullSecrets | toJson }}
{{- end }}

{{/* Addresses and credentials of the agent and of every task, as JSON. */}}
{{- define "agent.connection" -}}
{{- $settings := .Values.agentk8sglue }}
{{- $secret := include "agent.credentialsSecret" . }}
{{- $key := dict "secretKeyRef" (dict "name" $secret "key" "agentk8sglue_key") }}
{{- $secretKey := dict "secretKeyRef" (dict "name" $secret "key" "agentk8sglue_secret") }}
{{- list
      (dict "name" "CLEARML_API_HOST" "value" $settings.apiServerUrlReference)
      (dict "name" "CLEARML_WEB_HOST" "value" $settings.webServerUrlReference)
      (dict "name" "CLEARML_FILES_HOST" "value" $settings.fileServerUrlReference)
      (dict "name" "CLEARML_API_ACCESS_KEY" "valueFrom" $key)
      (dict "name" "CLEARML_API_SECRET_KEY" "valueFrom" $secretKey) | toJson }}
{{- end }}
