"""Changes past the files, as operators of server and cluster make them."""

from collections.abc import Callable, Mapping

from tests.live.review.site import ReviewSite
from tests.sandbox.clearml.process import Simulator


def drift(site: ReviewSite, server: Simulator) -> None:
    """Another domain and a higher limit of users on the server, and a network policy that is gone."""
    acme = site.outputs()["tenants"]["acme"]
    act_as = {"X_Clearml_Act_As": acme["adminId"]}
    server.call("login.set_domains", {"domains": ["acme.example", "elsewhere.example"]}, **act_as)
    server.call("system.update_company_settings", {"company": acme["companyId"], "allowed_users": 50})
    site.kube.kubectl("delete", "networkpolicy", "default-deny-ingress", "--namespace", acme["namespace"])


def other_field_manager(site: ReviewSite, server: Simulator) -> None:
    """A quota that was changed by `kubectl edit`: from then on the field is kubectl's, and the engine refuses it."""
    patch = ("--patch", '{"spec": {"hard": {"pods": "99"}}}')
    site.kube.kubectl("patch", "resourcequota", "tenant", "--namespace", "acme", *patch)


BY_HAND: Mapping[str, Callable[[ReviewSite, Simulator], None]] = {
    "drift": drift,
    "other_field_manager": other_field_manager,
}
