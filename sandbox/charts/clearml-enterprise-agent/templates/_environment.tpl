{{/* The agent's own environment, with the names of the public chart and of its Enterprise part of 2022. */}}
{{- define "agent.env" -}}
{{- $settings := .Values.agentk8sglue }}
{{- include "agent.connection" . | fromJsonArray | toYaml }}
{{- if not $settings.clearmlcheckCertificate }}
- {name: CLEARML_API_HOST_VERIFY_CERT, value: "false"}
{{- end }}
- name: K8S_GLUE_EXTRA_ARGS
  {{- $arguments := printf "--namespace %s --template-yaml /root/template/template.yaml" .Release.Namespace }}
  {{- with .Values.sessions }}
  {{- if .portModeEnabled }}
  {{- $slots := printf "--num-of-services %d --base-port %d" (int .maxServices) (int .startingPort) }}
  {{- $arguments = printf "%s --ports-mode %s --gateway-address %s" $arguments $slots .externalIP }}
  {{- end }}
  {{- end }}
  value: {{ $arguments | quote }}
- {name: K8S_DEFAULT_NAMESPACE, value: {{ .Release.Namespace }}}
- {name: K8S_GLUE_QUEUE, value: {{ keys $settings.queues | sortAlpha | join "," | quote }}}
- {name: CLEARML_K8S_GLUE_CREATE_QUEUE, value: {{ $settings.createQueues | quote }}}
- {name: CLEARML_K8S_GLUE_MAX_RESOURCES, value: {{ $settings.monitoredResources.maxResources | toString | quote }}}
- {name: CLEARML_K8S_GLUE_POD_MIN_RES_FIELD, value: {{ $settings.monitoredResources.minResourcesFieldName | quote }}}
- {name: CLEARML_K8S_GLUE_POD_MAX_RES_FIELD, value: {{ $settings.monitoredResources.maxResourcesFieldName | quote }}}
- {name: CLEARML_WORKER_ID, value: {{ default (include "agent.fullname" .) $settings.workerIdOverride | quote }}}
- {name: CLEARML_DOCKER_IMAGE, value: {{ $settings.defaultContainerImage | quote }}}
- {name: CLEARML_CONFIG_FILE, value: /root/clearml.conf}
{{- if $settings.debugMode }}
- {name: CLEARML_K8S_GLUE_DEBUG, value: "1"}
{{- end }}
{{- with $settings.containerCustomBashScript }}
- {name: CLEARML_K8S_GLUE_POD_BASH_SCRIPT, value: {{ quote . }}}
{{- end }}
{{- with $settings.extraEnvs }}
{{ toYaml . }}
{{- end }}
{{- end }}
