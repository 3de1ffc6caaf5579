package dev.vivace.demo;

import static io.opentelemetry.api.trace.SpanKind.CLIENT;
import static io.opentelemetry.api.trace.SpanKind.CONSUMER;
import static io.opentelemetry.api.trace.SpanKind.INTERNAL;
import static io.opentelemetry.api.trace.SpanKind.PRODUCER;
import static io.opentelemetry.api.trace.SpanKind.SERVER;

import dev.vivace.demo.TraceDraft.Draft;
import io.opentelemetry.api.common.Attributes;

/// A small web shop: user requests, orders, and what goes wrong.
final class ShopScenarios {
    private ShopScenarios() {}

    static void userRequest(TraceDraft trace) {
        String user = "user-" + (1000 + trace.random().nextInt(500));
        String path = trace.oneOf("/api/users/{id}", "/api/users/{id}/orders", "/api/profile", "/api/cart");
        Draft root = trace.root(Services.TEST, "GET " + path, SERVER)
                .with(http("GET", path, 200))
                .with(Attributes.builder()
                        .put("user.id", user)
                        .put("user.premium", trace.chance(0.2))
                        .build());
        trace.pass(0.3, 2);
        Draft auth = trace.child(root, "authenticate", INTERNAL)
                .with(Attributes.builder()
                        .put("auth.method", trace.oneOf("jwt", "session", "api-key"))
                        .build());
        auth.work(0.5, 6);
        boolean hit = trace.chance(0.7);
        trace.child(root, "cache.get", CLIENT)
                .with(Attributes.builder()
                        .put("db.system", "redis")
                        .put("cache.key", "user:" + user)
                        .put("cache.hit", hit)
                        .put("server.address", "redis.demo.svc")
                        .build())
                .work(0.2, 3);
        if (!hit) {
            query(trace, root, "SELECT users", "SELECT id, name, email FROM users WHERE id = $1", 2, 40);
        }
        Draft call = trace.child(root, "GET user-service", CLIENT)
                .with(http("GET", "/profile/{id}", 200))
                .with(Attributes.builder()
                        .put("peer.service", "user-service")
                        .put("server.port", 8081)
                        .build());
        Draft profile =
                trace.remote(call, Services.USERS, "GET /profile/{id}", SERVER).with(http("GET", "/profile/{id}", 200));
        query(trace, profile, "SELECT profiles", "SELECT * FROM profiles WHERE user_id = $1", 1, 60);
        profile.work(0.2, 4);
        trace.pass(0.2, 1);
        call.end();
        trace.child(root, "render response", INTERNAL)
                .with(Attributes.builder()
                        .put("response.size", 400 + trace.random().nextInt(20_000))
                        .build())
                .work(0.5, 8);
        root.end();
    }

    static void order(TraceDraft trace) {
        long items = 1 + trace.random().nextInt(8);
        double total = (500 + trace.random().nextInt(50_000)) / 100.0;
        String order = "order-" + Integer.toHexString(trace.random().nextInt(1 << 24));
        Attributes facts = Attributes.builder()
                .put("order.id", order)
                .put("order.items", items)
                .put("order.total", total)
                .put("order.currency", trace.oneOf("EUR", "USD", "GBP"))
                .build();
        Draft root = trace.root(Services.TEST, "POST /api/orders", SERVER)
                .with(http("POST", "/api/orders", 201))
                .with(facts);
        trace.child(root, "validate_order", INTERNAL).with(facts).work(0.5, 5);
        Draft call = trace.child(root, "POST order-service", CLIENT)
                .with(http("POST", "/orders", 201))
                .with(Attributes.builder().put("peer.service", "order-service").build());
        Draft create =
                trace.remote(call, Services.ORDERS, "create_order", SERVER).with(facts);

        Draft stock = trace.child(create, "check_inventory", CLIENT)
                .with(rpc("inventory.Inventory", "Reserve"))
                .with(Attributes.builder()
                        .put("peer.service", "inventory-service")
                        .build());
        Draft reserve = trace.remote(stock, Services.INVENTORY, "inventory.Inventory/Reserve", SERVER)
                .with(rpc("inventory.Inventory", "Reserve"))
                .with(Attributes.builder().put("inventory.reserved", items).build());
        query(trace, reserve, "UPDATE stock", "UPDATE stock SET reserved = reserved + $1 WHERE sku = $2", 2, 30);
        reserve.work(0.2, 2);
        stock.end();

        Draft pay = trace.child(create, "process_payment", CLIENT)
                .with(rpc("payment.Payments", "Charge"))
                .with(Attributes.builder()
                        .put("peer.service", "payment-service")
                        .build());
        Draft charge = trace.remote(pay, Services.PAYMENTS, "payment.Payments/Charge", SERVER)
                .with(rpc("payment.Payments", "Charge"))
                .with(Attributes.builder()
                        .put("payment.amount", total)
                        .put("payment.method", trace.oneOf("card", "paypal", "invoice"))
                        .build());
        charge.work(20, 300);
        pay.end();

        query(trace, create, "INSERT orders", "INSERT INTO orders (id, total, items) VALUES ($1, $2, $3)", 2, 25);
        Draft publish = trace.child(create, "orders publish", PRODUCER).with(message("orders"));
        publish.work(0.5, 5);
        create.work(0.2, 2);
        call.end();
        root.work(0.2, 2);
        // The message is read after the answer has left: the trace ends later than its root.
        Draft consume = trace.remote(publish, Services.NOTIFICATIONS, "orders process", CONSUMER)
                .with(message("orders"));
        trace.child(consume, "send_confirmation_email", CLIENT)
                .with(Attributes.builder()
                        .put("peer.service", "smtp")
                        .put("email.template", "order-confirmation")
                        .build())
                .work(5, 120);
        consume.end();
    }

    static void error(TraceDraft trace) {
        Draft root = trace.root(Services.FRONTEND, "GET /checkout", SERVER).with(http("GET", "/checkout", 500));
        trace.pass(1, 5);
        Draft call = trace.child(root, "POST test-service", CLIENT)
                .with(http("POST", "/api/checkout", 500))
                .with(Attributes.builder().put("peer.service", "test-service").build());
        Draft checkout = trace.remote(call, Services.TEST, "POST /api/checkout", SERVER)
                .with(http("POST", "/api/checkout", 500));
        trace.child(checkout, "load_cart", INTERNAL)
                .with(Attributes.builder()
                        .put("cart.items", 1 + trace.random().nextInt(5))
                        .build())
                .work(1, 10);
        String message = switch (trace.random().nextInt(3)) {
            case 0 -> databaseFails(trace, checkout);
            case 1 -> partnerTimesOut(trace, checkout);
            default -> stockIsGone(trace, checkout);
        };
        checkout.fail("CheckoutError", message).end();
        trace.pass(0.2, 1);
        call.fail("HttpError", "500 Internal Server Error").end();
        root.fail("CheckoutFailed", "checkout failed: " + message).work(0.2, 2);
    }

    private static String databaseFails(TraceDraft trace, Draft parent) {
        Draft connect = trace.child(parent, "SELECT carts", CLIENT)
                .with(database("SELECT * FROM carts WHERE id = $1"))
                .with(Attributes.builder().put("retry.count", 3).build());
        trace.pass(100, 900);
        connect.fail("psycopg2.OperationalError", "could not connect to server: Connection refused")
                .end();
        return "database unavailable";
    }

    private static String partnerTimesOut(TraceDraft trace, Draft parent) {
        Draft call = trace.child(parent, "POST https://rates.example.com/quote", CLIENT)
                .with(http("POST", "/quote", 504))
                .with(Attributes.builder()
                        .put("server.address", "rates.example.com")
                        .build());
        trace.pass(1000, 3000);
        call.fail("requests.exceptions.ReadTimeout", "read timed out after 3.0 s")
                .end();
        return "external API timeout";
    }

    private static String stockIsGone(TraceDraft trace, Draft parent) {
        Draft call = trace.child(parent, "check_inventory", CLIENT)
                .with(rpc("inventory.Inventory", "Reserve"))
                .with(Attributes.builder()
                        .put("peer.service", "inventory-service")
                        .build());
        Draft reserve = trace.remote(call, Services.INVENTORY, "inventory.Inventory/Reserve", SERVER)
                .with(rpc("inventory.Inventory", "Reserve"));
        trace.pass(110, 250);
        reserve.fail("OutOfStock", "no stock left for sku-" + trace.random().nextInt(100))
                .end();
        call.fail("RpcError", "FAILED_PRECONDITION: no stock left").end();
        return "out of stock";
    }

    static Attributes http(String method, String route, long status) {
        return Attributes.builder()
                .put("http.request.method", method)
                .put("http.method", method)
                .put("http.route", route)
                .put("http.response.status_code", status)
                .put("http.status_code", status)
                .build();
    }

    private static Attributes rpc(String service, String method) {
        return Attributes.builder()
                .put("rpc.system", "grpc")
                .put("rpc.service", service)
                .put("rpc.method", method)
                .build();
    }

    private static Attributes message(String topic) {
        return Attributes.builder()
                .put("messaging.system", "kafka")
                .put("messaging.destination.name", topic)
                .build();
    }

    private static Attributes database(String statement) {
        return Attributes.builder()
                .put("db.system", "postgresql")
                .put("db.name", "shop")
                .put("db.statement", statement)
                .put("server.address", "postgres.demo.svc")
                .put("server.port", 5432)
                .build();
    }

    private static void query(
            TraceDraft trace, Draft parent, String name, String statement, double leastMillis, double mostMillis) {
        trace.child(parent, name, CLIENT)
                .with(database(statement))
                .with(Attributes.builder()
                        .put("db.rows", trace.random().nextInt(50))
                        .build())
                .work(leastMillis, mostMillis);
    }
}
