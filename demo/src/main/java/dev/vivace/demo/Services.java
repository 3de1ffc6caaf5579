package dev.vivace.demo;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;

/// The services that appear in the traces, as resources.
final class Services {
    static final Attributes TEST = service("test-service", "1.4.2", "python");
    static final Attributes FRONTEND = service("frontend", "3.0.1", "nodejs");
    static final Attributes USERS = service("user-service", "2.1.0", "java");
    static final Attributes ORDERS = service("order-service", "2.3.0", "java");
    static final Attributes INVENTORY = service("inventory-service", "1.0.7", "go");
    static final Attributes PAYMENTS = service("payment-service", "1.9.3", "java");
    static final Attributes NOTIFICATIONS = service("notification-service", "0.8.0", "nodejs");
    static final Attributes GATEWAY = service("payment-gateway", "5.2.0", "go");
    static final Attributes FASTAPI = service("fastapi-app", "1.0.0", "python");
    static final Attributes MINE = service("my-service", "0.1.0", "python");
    static final Attributes FLOWS = service("mermin", "0.3.0", "rust");
    static final Attributes BILLING = service("billing-service", "4.1.0", "java");

    private Services() {}

    private static Attributes service(String name, String version, String language) {
        return Attributes.builder()
                .put("service.name", name)
                .put("service.version", version)
                .put("service.namespace", "demo")
                .put("service.instance.id", name + "-0")
                .put("deployment.environment.name", "demo")
                .put("host.name", name + "-host")
                .put("k8s.namespace.name", "demo")
                .put("k8s.pod.name", name + "-7d9f8b-0")
                .put("telemetry.sdk.name", "opentelemetry")
                .put("telemetry.sdk.language", language)
                .build();
    }

    static String nameOf(Attributes resource) {
        String name = resource.get(stringKey("service.name"));
        return name == null ? "unknown_service" : name;
    }
}
