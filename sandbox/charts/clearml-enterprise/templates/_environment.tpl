{{/* Argument of the one below: a list of root, variable and key of the Secret with the server's own credentials. */}}
{{- define "clearml.fromConfiguration" -}}
- name: {{ index . 1 }}
  valueFrom:
    secretKeyRef: {name: {{ include "clearml.configurationSecret" (first .) }}, key: {{ last . }}}
{{- end }}

{{- define "clearml.apiserverEnv" -}}
{{- $elastic := .Values.externalServices.elasticsearchConnectionString }}
{{- if .Values.elasticsearch.enabled }}
{{- $elastic = `[{"host":"clearml-elastic-master","port":9200,"scheme":"http"}]` }}
{{- end }}
{{- range list "WORKERS" "EVENTS" "DATASETS" "LOGS" }}
- {name: CLEARML__HOSTS__ELASTIC__{{ . }}__HOSTS, value: {{ $elastic | quote }}}
{{- end }}
{{- if .Values.mckMongodb.migrated }}
- name: CLEARML_MONGODB_SERVICE_CONNECTION_STRING
  valueFrom:
    secretKeyRef: {name: {{ (first .Values.mckMongodb.community.resource.users).passwordSecretRef.name }}, key: connectionString}
{{- else if .Values.mongodb.enabled }}
- {name: CLEARML_MONGODB_SERVICE_CONNECTION_STRING, value: "mongodb://{{ .Release.Name }}-mongodb:27017"}
{{- else }}
- {name: CLEARML__HOSTS__MONGO__BACKEND__HOST, value: {{ .Values.externalServices.mongodbConnectionStringBackend | quote }}}
- {name: CLEARML__HOSTS__MONGO__AUTH__HOST, value: {{ .Values.externalServices.mongodbConnectionStringAuth | quote }}}
{{- end }}
{{- $redis := .Values.externalServices }}
{{- if .Values.redis.enabled }}
{{- $redis = dict "redisHost" (printf "%s-redis-master" .Release.Name) "redisPort" 6379 }}
{{- end }}
- {name: CLEARML_REDIS_SERVICE_HOST, value: {{ $redis.redisHost }}}
- {name: CLEARML_REDIS_SERVICE_PORT, value: {{ $redis.redisPort | toString | quote }}}
- {name: CLEARML__apiserver__default_company_name, value: {{ .Values.clearml.defaultCompany | quote }}}
- {name: CLEARML__APISERVER__AUTH__SESSION_AUTH_COOKIE_NAME, value: {{ .Values.clearml.cookieName | quote }}}
{{- with .Values.clearml.cookieDomain }}
- {name: CLEARML__APISERVER__AUTH__COOKIES__DOMAIN, value: {{ printf ".%s" . | quote }}}
{{- end }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__secure__credentials__apiserver__user_key" "apiserver_key") }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__secure__credentials__apiserver__user_secret" "apiserver_secret") }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__secure__auth__token_secret" "secure_auth_token_secret") }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__SECURE__CREDENTIALS__TESTS__USER_KEY" "test_user_key") }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__SECURE__CREDENTIALS__TESTS__USER_SECRET" "test_user_secret") }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__secure__applications__agents_credentials__apps_agent__user_key" "apps_agent_key") }}
{{ include "clearml.fromConfiguration" (list . "CLEARML__secure__applications__agents_credentials__apps_agent__user_secret" "apps_agent_secret") }}
{{- end }}

{{- define "clearml.fileserverEnv" -}}
- {name: CLEARML__HOSTS__API_SERVER, value: "http://{{ include "clearml.fullname" . }}-apiserver:{{ .Values.apiserver.service.port }}"}
{{ include "clearml.fromConfiguration" (list . "USER_KEY" "fileserver_key") }}
{{ include "clearml.fromConfiguration" (list . "USER_SECRET" "fileserver_secret") }}
{{- end }}

{{- define "clearml.webserverEnv" -}}
- {name: NGINX_APISERVER_ADDRESS, value: "http://{{ include "clearml.fullname" . }}-apiserver:{{ .Values.apiserver.service.port }}"}
- {name: NGINX_FILESERVER_ADDRESS, value: "http://{{ include "clearml.fullname" . }}-fileserver:{{ .Values.fileserver.service.port }}"}
{{- end }}

{{/* Argument: a dict of root, component and settings. The volume source of the additional configuration, if any. */}}
{{- define "clearml.configSource" -}}
{{- if .settings.existingAdditionalConfigsConfigMap -}}
configMap: {name: {{ .settings.existingAdditionalConfigsConfigMap }}}
{{- else if .settings.existingAdditionalConfigsSecret -}}
secret: {secretName: {{ .settings.existingAdditionalConfigsSecret }}}
{{- else if .settings.additionalConfigs -}}
configMap: {name: {{ include "clearml.componentName" . }}-configmap}
{{- end -}}
{{- end }}
