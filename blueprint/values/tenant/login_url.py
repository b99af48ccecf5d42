"""Address at which a tenant's users sign in through their own identity provider.

Source: the vendor's page on multi-tenant login mode: `<web app>/login/<external tenant ID>`.
"""

from urllib.parse import quote, urlsplit

from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.values.names import ServerNames


def login_url(tenant: TenantSettings, api: ApiSettings, platform: PlatformSettings | None) -> str | None:
    """Return the address; None without `login.sso.tenant`, for a suspended tenant, or if the web app is unknown."""
    sso, web = tenant.login.sso, _web_url(api, platform)
    if sso is None or sso.tenant is None or web is None or tenant.state != "active":
        return None
    return f"{web}/login/{quote(sso.tenant, safe='')}"


def _web_url(api: ApiSettings, platform: PlatformSettings | None) -> str | None:
    """The web app: as configured, of the described server, or at `app.` if the API is at `api.` (vendor's names)."""
    if api.web_url is not None:
        return api.web_url
    if platform is not None and platform.control_plane is not None:
        return ServerNames.of(platform.control_plane).app_url
    url = urlsplit(api.host)
    return f"{url.scheme}://app.{url.netloc.removeprefix('api.')}" if url.netloc.startswith("api.") else None
