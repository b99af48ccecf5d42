"""Owns the API calls of the guides, field by field. It must not hold a call that the guides do not make."""

from blueprint.catalog.guide_settings.row import ALWAYS, GuideSetting

_COMPANY = "resource Company: system.create_company, or tenants.create_tenant on servers from 3.30"
_SETTINGS = "resource Company: system.update_company_settings"
_USER = "resource User: auth.create_user"
_DOMAINS = "resource LoginDomains: login.set_domains"
_WHITELIST = "resource LoginWhitelist: login.add_whitelist_entries"

ROWS = (
    GuideSetting("APISERVER_URL", "every call", "api.host", "provider clearml"),
    GuideSetting(
        "APISERVER_KEY, APISERVER_SECRET",
        "every call",
        "apiAccessKey, apiSecretKey",
        "provider clearml; Secret clearml-root-credentials where the server is made here",
        "on curl's command line in the guides",
    ),
    GuideSetting("name", "system.create_company", "tenant file: name", _COMPANY),
    GuideSetting(
        "defaults.allowed_users",
        "system.create_company",
        "tenant file: limits.users",
        _SETTINGS,
        "a text in the guide's example; a number here",
    ),
    GuideSetting("defaults.features", "system.create_company", "tenant file: features.enable", _SETTINGS),
    GuideSetting("defaults.exclude_features", "system.create_company", "tenant file: features.exclude", _SETTINGS),
    GuideSetting("company", "system.update_company_settings", ALWAYS, "id of the resource Company"),
    GuideSetting("features", "system.update_company_settings", "tenant file: features.enable", _SETTINGS),
    GuideSetting("system.get_companies", "call", ALWAYS, "how resource Company looks before it creates"),
    GuideSetting("name", "auth.create_user", "tenant file: admin.name", _USER),
    GuideSetting("company", "auth.create_user", ALWAYS, "id of the resource Company"),
    GuideSetting("email", "auth.create_user", "tenant file: admin.email", _USER),
    GuideSetting("role", "auth.create_user", ALWAYS, f"{_USER}, role admin"),
    GuideSetting("internal", "auth.create_user", ALWAYS, f"{_USER}, internal true"),
    GuideSetting(
        "X-Clearml-Impersonate-As",
        "auth.create_credentials",
        "tenant file: credentials",
        "resource Credentials, as the tenant's admin",
    ),
    GuideSetting("domains", "login.set_domains", "tenant file: login.domains", _DOMAINS),
    GuideSetting("X-Clearml-Act-As", "login.…", ALWAYS, "the tenant's admin"),
    GuideSetting("emails", "login.add_whitelist_entries", "tenant file: login.users, login.admins", _WHITELIST),
    GuideSetting(
        "is_admin", "login.add_whitelist_entries", "tenant file: login.admins", f"{_WHITELIST}; `role` on newer servers"
    ),
    GuideSetting(
        "emails",
        "login.remove_whitelist_entries",
        "tenant file: login.users, login.admins",
        "resource LoginWhitelist: login.remove_whitelist_entries, for an address that leaves the file",
    ),
    GuideSetting("login.get_settings", "call", ALWAYS, "how login rules are read back"),
    GuideSetting(
        "name",
        "queues.create",
        "tenant file: workers.queues",
        "resource Queue: queues.create, as the tenant's admin",
        "the guide impersonates one fixed user, so that every queue lands in that user's company",
    ),
)
