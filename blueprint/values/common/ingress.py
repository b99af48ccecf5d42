"""Annotations of the Ingresses of server and gateways."""

from blueprint.catalog.ingress import CONTROLLER_ANNOTATIONS
from blueprint.settings.platform.cluster import IngressSettings


def ingress_annotations(ingress: IngressSettings) -> dict[str, str]:
    """Return what the class's controller needs for large uploads and long requests, below the annotations that are set.

    Nothing without a class: the controller is then unknown.
    """
    known = (text for part, text in CONTROLLER_ANNOTATIONS.items() if part in (ingress.class_name or ""))
    return {**next(known, {}), **ingress.annotations}
