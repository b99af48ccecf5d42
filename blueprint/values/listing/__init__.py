"""Lists everything that the clusters of a stack get: releases with their values, and manifests."""
