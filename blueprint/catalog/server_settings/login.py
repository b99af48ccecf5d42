"""Environment variables for sign-in through an identity provider of the whole server."""

from blueprint.catalog.server_settings.row import ServerSetting

_LOGIN = "guide, Install ClearML Chart"
LOGIN_CLIENT_ID = ServerSetting(
    "CLEARML__secure__login__sso__oauth_client__{provider}__client_id",
    "controlPlane.server.loginProviders.<provider>.clientId",
    "text",
    "Client ID at the identity provider.",
    _LOGIN,
    fix="the guide's values are unquoted; here they are quoted, so that an ID of digits stays a string",
)
LOGIN_CLIENT_SECRET = ServerSetting(
    "CLEARML__secure__login__sso__oauth_client__{provider}__client_secret",
    "loginClientSecret-<provider>",
    "secret",
    "Client secret at the identity provider.",
    _LOGIN,
    fix="plain text in the guide's values file; here it comes from a Secret",
)
LOGIN_BASE_URL = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__base_url",
    "controlPlane.server.loginProviders.<provider>.baseUrl",
    "text",
    "Base URL of the identity provider.",
    _LOGIN,
)
LOGIN_AUTHORIZE_URL = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__authorize_url",
    "controlPlane.server.loginProviders.<provider>.authorizeUrl",
    "text",
    "URL to which users are sent to sign in.",
    _LOGIN,
)
LOGIN_ACCESS_TOKEN_URL = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__access_token_url",
    "controlPlane.server.loginProviders.<provider>.accessTokenUrl",
    "text",
    "URL at which authorization codes are exchanged for tokens.",
    _LOGIN,
)
LOGIN_AUDIENCE = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__audience",
    "controlPlane.server.loginProviders.<provider>.audience",
    "text",
    "Audience of the tokens.",
    _LOGIN,
)
LOGIN_EXTRA = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__{field}",
    "controlPlane.server.loginProviders.<provider>.extra.<field>",
    "text",
    "Any other field of the identity provider.",
    "newest pages on identity providers",
)

_TENANT_LOGIN = "newest page on multi-tenant login mode"
TENANT_LOGIN = ServerSetting(
    "CLEARML__services__login__sso__tenant_login",
    "controlPlane.server.tenantLogin",
    "boolean",
    "Whether users sign in through the identity provider of their tenant, at /login/<external tenant>.",
    _TENANT_LOGIN,
)
SETTINGS_PROVIDERS = ServerSetting(
    "CLEARML__services__login__sso__allow_settings_providers",
    "controlPlane.server.tenantLogin",
    "boolean",
    "Whether identity providers of the whole server are offered; false with tenantLogin and no loginProviders.",
    _TENANT_LOGIN,
)

ROWS = (
    TENANT_LOGIN,
    SETTINGS_PROVIDERS,
    LOGIN_CLIENT_ID,
    LOGIN_CLIENT_SECRET,
    LOGIN_BASE_URL,
    LOGIN_AUTHORIZE_URL,
    LOGIN_ACCESS_TOKEN_URL,
    LOGIN_AUDIENCE,
    LOGIN_EXTRA,
)
