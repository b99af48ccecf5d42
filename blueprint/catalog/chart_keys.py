"""Keys of the charts' values that are known, by path, to find misspelt ones: Helm ignores those silently.

Sources: values.yaml of the public charts clearml-agent 5.3.2, Enterprise agent 5.0.1 and clearml 7.14.4
(github.com/clearml/clearml-helm-charts), gpu-operator (github.com/NVIDIA/gpu-operator), Bitnami's redis; the vendor's
guide, install pages and release notes for the closed charts. The lists need not be complete: only a key that resembles
a known one is refused.
"""

from collections.abc import Mapping
from typing import Final

from blueprint.catalog.charts import AGENT, CLEARML_ENTERPRISE, GATEWAY, GPU_OPERATOR, REDIS

KnownKeys = Mapping[tuple[str, ...], frozenset[str]]
_COMMON = ["global", "imageCredentials", "clearml", "nameOverride", "fullnameOverride", "extraObjects"]


def _keys(names: str, *more: str) -> frozenset[str]:
    return frozenset([*names.split(), *more])


_POD = (
    "affinity annotations containerSecurityContext env fileMounts hostAliases initContainers labels nodeSelector "
    "podSecurityContext priorityClassName resources schedulerName tolerations volumeMounts volumes"
)
KNOWN_KEYS: Final[Mapping[str, KnownKeys]] = {
    AGENT.name: {
        (): _keys("agentk8sglue sessions enterpriseFeatures bootstrap", *_COMMON),
        ("clearml",): _keys(
            "agentk8sglueKey agentk8sglueSecret existingAgentk8sglueSecret clearmlConfig existingClearmlConfigSecret"
        ),
        ("agentk8sglue",): _keys(
            "additionalClusterRoleBindings additionalRoleBindings affinity airGappedSupport annotations "
            "apiServerUrlReference appsQueue basePodTemplate clearmlcheckCertificate completedPodDeletionDelayMinutes "
            "containerCustomBashScript containerSecurityContext createQueueIfNotExists createQueues customBashScript "
            "customCertificates debugMode defaultContainerImage extraEnvs fileMounts fileServerUrlReference image "
            "initContainers labels maxPods monitoredResources nodeSelector orchestrationDashboard podSecurityContext "
            "queue queues replicaCount resources serverTasks serviceAccountAnnotations serviceAccountClusterAccess "
            "serviceAccountName serviceExistingAccountName taskAsJob taskWorkerIdOverride tolerations volumeMounts "
            "volumes webServerUrlReference workerIdOverride"
        ),
        ("agentk8sglue", "basePodTemplate"): _keys(_POD),
        ("agentk8sglue", "monitoredResources"): _keys("maxResources maxResourcesFieldName minResourcesFieldName"),
        ("sessions",): _keys(
            "agentID dynamicSvcs externalIP maxServices portModeEnabled setInteractiveQueuesTag startingPort "
            "svcAnnotations svcType"
        ),
    },
    GATEWAY.name: {
        (): _keys(
            "ingress router proxy streamSession tcpSession service externalURL httpRoute networkPolicy", *_COMMON
        ),
    },
    CLEARML_ENTERPRISE.name: {
        (): _keys(
            "apiserver fileserver webserver externalServices redis dragonfly mongodb mckMongodb elasticsearch "
            "clearmlApplications usageAggregator usageScripts enterpriseFeatures",
            *_COMMON,
        ),
    },
    GPU_OPERATOR.name: {
        (): _keys(
            "platform nfd psa cdi sandboxWorkloads hostPaths daemonsets validator operator mig driver toolkit "
            "devicePlugin dcgm dcgmExporter gfd migManager nodeStatusExporter gds gdrcopy vgpuManager "
            "vgpuDeviceManager vfioManager kataManager sandboxDevicePlugin kataSandboxDevicePlugin ccManager "
            "clusterPolicy gpuCluster draDriver extraObjects node-feature-discovery"
        ),
    },
    REDIS.name: {
        (): _keys(
            "global architecture auth image master replica sentinel networkPolicy commonConfiguration metrics "
            "serviceAccount rbac podSecurityPolicy tls persistence volumePermissions sysctl existingConfigmap "
            "fullnameOverride nameOverride commonLabels commonAnnotations extraDeploy secretAnnotations pdb "
            "useExternalDNS serviceBindings clusterDomain kubeVersion namespaceOverride diagnosticMode kubectl "
            "useHostnames nameResolutionThreshold nameResolutionTimeout"
        ),
    },
}
"""By chart and path in its values: the keys there."""
