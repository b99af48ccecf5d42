"""Owns the environment settings of sign-in through an identity provider for the whole server.

It must not hold a value.
"""

from blueprint.catalog.server_settings.row import ServerSetting

_LOGIN = "guide, Install ClearML Chart"
LOGIN_CLIENT_ID = ServerSetting(
    "CLEARML__secure__login__sso__oauth_client__{provider}__client_id",
    "controlPlane.server.loginProviders.<provider>.clientId",
    "text",
    "Client id at the identity provider.",
    _LOGIN,
    fix="bare values in the guide; here in quotes, so that an id of digits stays a text",
)
LOGIN_CLIENT_SECRET = ServerSetting(
    "CLEARML__secure__login__sso__oauth_client__{provider}__client_secret",
    "loginClientSecret-<provider>",
    "secret",
    "Client secret.",
    _LOGIN,
    fix="in the guide's values file in clear; here from a Secret",
)
LOGIN_BASE_URL = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__base_url",
    "controlPlane.server.loginProviders.<provider>.baseUrl",
    "text",
    "The identity provider's base URL.",
    _LOGIN,
)
LOGIN_AUTHORIZE_URL = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__authorize_url",
    "controlPlane.server.loginProviders.<provider>.authorizeUrl",
    "text",
    "Where users are sent to sign in.",
    _LOGIN,
)
LOGIN_ACCESS_TOKEN_URL = ServerSetting(
    "CLEARML__services__login__sso__oauth_client__{provider}__access_token_url",
    "controlPlane.server.loginProviders.<provider>.accessTokenUrl",
    "text",
    "Where codes become tokens.",
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

ROWS = (
    LOGIN_CLIENT_ID,
    LOGIN_CLIENT_SECRET,
    LOGIN_BASE_URL,
    LOGIN_AUTHORIZE_URL,
    LOGIN_ACCESS_TOKEN_URL,
    LOGIN_AUDIENCE,
    LOGIN_EXTRA,
)
