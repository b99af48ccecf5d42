{{/* The pod of a task. Arguments: a dict of root and template, the base with a queue's overrides merged over it. */}}
{{- define "agent.taskPod" -}}
{{- $template := .template }}
{{- $connection := include "agent.connection" .root | fromJsonArray }}
apiVersion: v1
metadata:
  namespace: {{ .root.Release.Namespace }}
  {{- with $template.labels }}
  labels: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $template.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "agent.fullname" .root }}-tasks
  {{- with include "agent.pullSecrets" .root | fromJsonArray }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- range $key := list "priorityClassName" "schedulerName" "runtimeClassName" "nodeSelector"
      "tolerations" "affinity" "volumes" "hostAliases" "initContainers" }}
  {{- with get $template $key }}
  {{ $key }}: {{ toJson . }}
  {{- end }}
  {{- end }}
  {{- with $template.podSecurityContext }}
  securityContext: {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - ports:
        - containerPort: 10022
      env: {{- concat $connection (default list $template.env) | toYaml | nindent 8 }}
      {{- with $template.resources }}
      resources: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $template.volumeMounts }}
      volumeMounts: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $template.containerSecurityContext }}
      securityContext: {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
