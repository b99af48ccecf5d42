"""The table of a stack's secrets: key, when each is needed, whether it is generated, and its meaning.

The loader (`blueprint.stack.load`), the checks (`blueprint.stack.secret_use`), the settings page (`fleet.reference`)
and the Kubernetes Secrets (`components`) all read it: a new secret takes a row here and the place that uses it.
"""

from typing import Final

from blueprint.settings.words.secrets import SecretFamily, StackSecret

_UNQUOTED = "letters, digits, - and _, in a form that HOCON reads as text"

ACCESS_KEY: Final = StackSecret(
    key="apiAccessKey",
    when="unless this stack makes the server, or the environment holds the pair",
    meaning="access key of a user with role system or root; if this stack makes the server, the key of its root user: "
    + _UNQUOTED,
    needed=lambda stack: not stack.makes_server and not stack.environment_keys,
    generated=lambda _: True,
    unquoted=True,
)
SECRET_KEY: Final = StackSecret(
    key="apiSecretKey",
    when=f"with {ACCESS_KEY.key}",
    meaning=f"secret key that belongs to {ACCESS_KEY.key}; {_UNQUOTED}",
    needed=ACCESS_KEY.needed,
    generated=ACCESS_KEY.generated,
    unquoted=True,
)
REGISTRY_TOKEN: Final = StackSecret(
    key="registryToken",
    when="with controlPlane, gpu.cdmo or workers",
    meaning="token for the vendor's images and charts, from the vendor",
    needed=lambda stack: stack.makes_server or stack.cuts_gpus or stack.has_workers,
)
TOKEN_SIGNING_SECRET: Final = StackSecret(
    key="tokenSigningSecret",
    when="never; generated",
    meaning=f"secret with which the server signs its tokens; {_UNQUOTED}",
    generated=lambda stack: stack.makes_server,
    unquoted=True,
)
SUPERVISOR_ACCESS_KEY: Final = StackSecret(
    key="supervisorAccessKey",
    when="never; generated with controlPlane.server.supervisor",
    meaning="access key of the supervisor; only together with the secret key",
    generated=lambda stack: stack.has_supervisor,
)
SUPERVISOR_SECRET_KEY: Final = StackSecret(
    key="supervisorSecretKey",
    when=SUPERVISOR_ACCESS_KEY.when,
    meaning="secret key of the supervisor; only together with the access key",
    generated=SUPERVISOR_ACCESS_KEY.generated,
)
LOGIN_CLIENT_SECRET: Final = SecretFamily(
    prefix="loginClientSecret-",
    placeholder="provider",
    when="with controlPlane.server.loginProviders.<provider>",
    meaning="client secret of an identity provider of the whole server",
    names=lambda stack: stack.login_providers,
)
SERVER_SECRET: Final = SecretFamily(
    prefix="serverSecret-",
    placeholder="name",
    when="with each <name> in controlPlane.server.extraSecrets",
    meaning="value of a secret setting of the server",
    names=lambda stack: stack.server_secrets,
)
ROOT_CREDENTIAL: Final = SecretFamily(
    prefix="rootCredential-",
    placeholder="key",
    when="never; generated, those of Git empty",
    meaning="value of a key of the server's own Secret clearml-root-credentials, such as apps_agent_key, or of one in "
    f"controlPlane.credentialKeys; {_UNQUOTED}",
    generated_names=lambda stack: stack.root_credentials,
    unquoted=True,
)
CHART_SECRET: Final = SecretFamily(
    prefix="chartSecret-",
    placeholder="name",
    when="with each <name> in a chart's secretValues",
    meaning="Helm value that the chart cannot read from a Kubernetes Secret, such as a database's password",
    names=lambda stack: stack.chart_secrets,
)
REDIS_PASSWORD: Final = StackSecret(
    key="redisPassword",
    when="with workers, if redis.mode is external, or shared and made by another stack; generated otherwise",
    meaning="password of the agents' Redis; with redis.mode perTenant each tenant has a generated one",
    needed=lambda stack: stack.uses_foreign_redis,
    generated=lambda stack: stack.shares_redis,
)
BILLING_REGISTRY_TOKEN: Final = StackSecret(
    key="billingRegistryToken",
    when="with billing.mode chart",
    meaning="token for the billing images, from the vendor",
    needed=lambda stack: stack.bills_by_chart,
)
BILLING_KAFKA_PASSWORD: Final = StackSecret(
    key="billingKafkaPassword",
    when="with billing.mode chart",
    meaning="password of the billing chart's Kafka, which comes with the vendor's archive",
    needed=lambda stack: stack.bills_by_chart,
)
SSO_CLIENT_SECRET: Final = SecretFamily(
    prefix="ssoClientSecret-",
    placeholder="tenant",
    when="with login.sso.provider in the tenant's file",
    meaning="client secret of a tenant's own identity provider",
    names=lambda stack: stack.sso_tenants,
    may_be_unused=True,  # it may outlive its tenant, so that removing a tenant's file needs no second step
)

SECRETS: Final[tuple[StackSecret | SecretFamily, ...]] = (
    ACCESS_KEY,
    SECRET_KEY,
    REGISTRY_TOKEN,
    TOKEN_SIGNING_SECRET,
    SUPERVISOR_ACCESS_KEY,
    SUPERVISOR_SECRET_KEY,
    LOGIN_CLIENT_SECRET,
    SERVER_SECRET,
    ROOT_CREDENTIAL,
    CHART_SECRET,
    REDIS_PASSWORD,
    BILLING_REGISTRY_TOKEN,
    BILLING_KAFKA_PASSWORD,
    SSO_CLIENT_SECRET,
)
"""Every secret that a stack's configuration may hold."""
KEY_PAIRS: Final = ((ACCESS_KEY, SECRET_KEY), (SUPERVISOR_ACCESS_KEY, SUPERVISOR_SECRET_KEY))
"""Secrets that come together or not at all."""


def is_secret_name(key: str) -> bool:
    """Whether the stack's key must be encrypted."""
    return any(secret.holds(key) for secret in SECRETS)
