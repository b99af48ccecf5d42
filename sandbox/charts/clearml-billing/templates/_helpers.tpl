{{/* The full name: the release's name if it contains the chart's name, else both. */}}
{{- define "billing.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride }}
{{- $computed := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) }}
{{- default $computed .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Arguments: a list of root and subchart. The full name with the subchart's name. */}}
{{- define "billing.subchart" -}}
{{- $release := (first .).Release.Name }}
{{- ternary $release (printf "%s-%s" $release (last .)) (contains (last .) $release) }}
{{- end }}

{{- define "billing.kafkaSecret" -}}
{{- default (printf "%s-user-passwords" (include "billing.subchart" (list . "kafka"))) .Values.kafka.sasl.existingSecret }}
{{- end }}

{{- define "billing.redisSecret" -}}
{{- default (include "billing.subchart" (list . "redis")) .Values.redis.auth.existingSecret }}
{{- end }}

{{- define "billing.selectorLabels" -}}
app.kubernetes.io/name: {{ include "billing.fullname" . }}
app.kubernetes.io/instance: {{ include "billing.fullname" . }}
{{- end }}

{{- define "billing.labels" -}}
{{ include "billing.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{/* Argument: the image of a subchart. No kubelet pulls images here, so a pod with a missing image is kept unschedulable. */}}
{{- define "billing.subchartImage" -}}
image: {{ printf "%s/%s:%s" .registry .repository .tag }}
{{- end }}

{{- define "billing.subchartPlacement" -}}
{{- if hasPrefix "docker.io/bitnami/" (printf "%s/%s" .registry .repository) }}
nodeSelector: {sandbox.example.com/image: missing}
{{- end }}
{{- end }}

{{/* Arguments: a list of root, Secret, key and the value from the values. Without that, a value in the cluster is kept. */}}
{{- define "billing.password" -}}
{{- $root := index . 0 }}
{{- $kept := (lookup "v1" "Secret" $root.Release.Namespace (index . 1)).data | default dict }}
{{- if index . 3 }}
{{- index . 3 | b64enc }}
{{- else }}
{{- index $kept (index . 2) | default (randAlphaNum 10 | b64enc) }}
{{- end }}
{{- end }}
