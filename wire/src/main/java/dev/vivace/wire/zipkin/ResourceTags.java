package dev.vivace.wire.zipkin;

import java.util.Set;

/// Tags that describe a process and not a span: OpenTelemetry's resource attributes, as the conventions
/// of the time of Zipkin's translation had them.
///
/// @see <a href="https://opentelemetry.io/docs/specs/semconv/resource/">Resource semantic conventions</a>
final class ResourceTags {

    private static final Set<String> NAMES =
            Set.of(("service.name service.namespace service.instance.id service.version"
                            + " telemetry.sdk.name telemetry.sdk.language telemetry.sdk.version telemetry.auto.version"
                            + " host.id host.name host.type host.arch host.image.name host.image.id host.image.version"
                            + " container.name container.id container.runtime container.image.name container.image.tag"
                            + " deployment.environment device.id device.model.identifier device.model.name"
                            + " faas.name faas.id faas.version faas.instance faas.max_memory"
                            + " os.type os.description os.name os.version"
                            + " process.pid process.executable.name process.executable.path process.command"
                            + " process.command_line process.command_args process.owner process.runtime.name"
                            + " process.runtime.version process.runtime.description"
                            + " webengine.name webengine.version webengine.description"
                            + " cloud.provider cloud.account.id cloud.region cloud.availability_zone cloud.platform"
                            + " aws.ecs.container.arn aws.ecs.cluster.arn aws.ecs.launchtype aws.ecs.task.arn"
                            + " aws.ecs.task.family aws.ecs.task.revision aws.eks.cluster.arn aws.log.group.names"
                            + " aws.log.group.arns aws.log.stream.names aws.log.stream.arns"
                            + " k8s.cluster.name k8s.node.name k8s.node.uid k8s.namespace.name k8s.pod.uid k8s.pod.name"
                            + " k8s.container.name k8s.replicaset.uid k8s.replicaset.name k8s.deployment.uid"
                            + " k8s.deployment.name k8s.statefulset.uid k8s.statefulset.name k8s.daemonset.uid"
                            + " k8s.daemonset.name k8s.job.uid k8s.job.name k8s.cronjob.uid k8s.cronjob.name")
                    .split(" "));

    private ResourceTags() {}

    static boolean contains(String key) {
        return NAMES.contains(key);
    }
}
