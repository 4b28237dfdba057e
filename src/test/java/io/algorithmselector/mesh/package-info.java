/**
 * The mesh, end to end: the shipped Kubernetes and Istio files in a real control plane, served by a real Envoy to packaged
 * gateways. {@code make test-mesh} runs it; {@code make test} does not. Start with {@link io.algorithmselector.mesh.RoutingMeshIT}.
 */
@NullMarked
package io.algorithmselector.mesh;

import org.jspecify.annotations.NullMarked;
