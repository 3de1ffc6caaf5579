package dev.vivace.demo;

import static io.opentelemetry.api.trace.SpanKind.CLIENT;
import static io.opentelemetry.api.trace.SpanKind.INTERNAL;
import static io.opentelemetry.api.trace.SpanKind.SERVER;

import dev.vivace.demo.TraceDraft.Draft;
import io.opentelemetry.api.common.Attributes;
import java.util.Locale;

/// Billing sessions: who the customer is and what the session costs stands on the resource.
final class BillingScenario {
    private static final String[] CUSTOMERS = {"customer-alice", "customer-bob", "customer-carol", "customer-dave"};

    /// Sessions are resources, and each resource needs a tracer provider of its own: few are enough.
    private static final int SESSIONS_PER_CUSTOMER = 4;

    private static final double FAILURES = 0.12;

    private BillingScenario() {}

    static void session(TraceDraft trace) {
        int customer = trace.random().nextInt(CUSTOMERS.length);
        int session = trace.random().nextInt(SESSIONS_PER_CUSTOMER);
        double cost = 19.99 + customer * 30 + session * 12.5;
        Attributes resource = Services.BILLING.toBuilder()
                .put("customer.id", CUSTOMERS[customer])
                .put("session.id", String.format(Locale.ROOT, "sess-%02d%02d", customer + 1, session + 1))
                .put("session.total_cost", cost)
                .put("customer.tier", customer % 2 == 0 ? "gold" : "standard")
                .build();
        double amount = (500 + trace.random().nextInt(20_000)) / 100.0;
        Draft root = trace.root(resource, "billing-session", SERVER)
                .with(Attributes.builder()
                        .put("billing.period", "2026-11")
                        .put("billing.items", 1 + trace.random().nextInt(12))
                        .build());
        trace.child(root, "calculate-usage", INTERNAL)
                .with(Attributes.builder()
                        .put("usage.units", trace.random().nextInt(10_000))
                        .build())
                .work(2, 40);
        trace.child(root, "generate-invoice", INTERNAL)
                .with(Attributes.builder().put("invoice.amount", amount).build())
                .work(3, 50);
        boolean failed = payment(trace, root, amount);
        if (failed) {
            root.fail("PaymentFailed", "payment of the session failed").end();
        } else {
            trace.child(root, "send-receipt", CLIENT)
                    .with(Attributes.builder().put("peer.service", "mailer").build())
                    .work(2, 30);
            root.end();
        }
    }

    /// @return whether the gateway refused
    private static boolean payment(TraceDraft trace, Draft root, double amount) {
        boolean failed = trace.chance(FAILURES);
        Attributes facts = Attributes.builder()
                .put("payment.amount", amount)
                .put("payment.currency", "USD")
                .put("payment.method", trace.oneOf("visa", "mastercard", "sepa"))
                .build();
        Draft payment = trace.child(root, "process-payment", INTERNAL).with(facts);
        trace.child(payment, "fraud-check", INTERNAL)
                .with(Attributes.builder()
                        .put("fraud.score", trace.random().nextInt(1000) / 1000.0)
                        .build())
                .work(2, 30);
        Draft call = trace.child(payment, "payment-gateway-call", CLIENT)
                .with(facts)
                .with(Attributes.builder()
                        .put("peer.service", "payment-gateway")
                        .build());
        Draft gateway = trace.remote(call, Services.GATEWAY, "POST /charge", SERVER)
                .with(ShopScenarios.http("POST", "/charge", failed ? 502 : 200));
        // A third of the payments take longer than the 100 ms people look for.
        trace.pass(20, 450);
        if (failed) {
            gateway.fail("GatewayError", "acquirer did not answer").end();
            call.fail("PaymentGatewayError", "payment gateway answered 502").end();
            payment.fail("PaymentError", "payment gateway failed").work(0.2, 2);
        } else {
            gateway.end();
            call.end();
            payment.work(0.2, 2);
        }
        return failed;
    }
}
