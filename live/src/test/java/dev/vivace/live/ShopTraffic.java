package dev.vivace.live;

import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Requests as a web shop's collectors send them: about 1,000 spans of whole traces, grouped by the 120 resources
/// of 30
/// services; four kinds of spans with 6 to 10 attributes, resources with 11, some errors with events, now and then
/// rare keys. The same seed gives the same requests.
public final class ShopTraffic {

    private static final int SERVICES = 30;
    private static final int PODS = 4;
    private static final long START = 1_760_000_000_000_000_000L;

    private final SplittableRandom random;
    private long spans;
    private long traces;

    public ShopTraffic(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Spans in all requests so far.
    public long spans() {
        return spans;
    }

    /// Encodes whole traces until the request has `atLeast` spans.
    public byte[] request(int atLeast) {
        Map<Integer, ProtobufWriter> byResource = new TreeMap<>();
        for (long end = spans + atLeast; spans < end; ) {
            trace(byResource);
        }
        ProtobufWriter out = new ProtobufWriter(1 << 16);
        byResource.forEach((resource, members) -> {
            int resourceSpans = out.open(1);
            resource(out, resource / PODS, resource % PODS);
            int scopeSpans = out.open(2);
            int scope = out.open(1);
            out.string(1, "shop.instrumentation");
            out.string(2, "2.1.0");
            out.close(scope);
            byte[] bytes = members.toByteArray();
            out.raw(bytes, 0, bytes.length);
            out.close(scopeSpans);
            out.close(resourceSpans);
        });
        return out.toByteArray();
    }

    private void trace(Map<Integer, ProtobufWriter> byResource) {
        long high = random.nextLong();
        long low = random.nextLong() | 1;
        double share = random.nextDouble();
        int size = 5 + (int) (share * share * 56);
        long[] ids = new long[size];
        int[] services = new int[size];
        long start = START + traces * 2_000_000 + random.nextLong(1_000_000);
        boolean failing = random.nextInt(20) == 0;
        String customer = "customer-" + random.nextInt(50_000);
        String session = Long.toHexString(random.nextLong());
        traces++;
        for (int i = 0; i < size; i++) {
            ids[i] = random.nextLong() | 1;
            int parent = i == 0 ? -1 : Math.max(0, i - 1 - random.nextInt(Math.min(i, 4)));
            services[i] = i == 0 ? 0 : random.nextInt(3) == 0 ? random.nextInt(SERVICES) : services[parent];
            int resource = services[i] * PODS + random.nextInt(PODS);
            ProtobufWriter out = byResource.computeIfAbsent(resource, _ -> new ProtobufWriter(1 << 12));
            int span = out.open(2);
            out.bytes16(1, high, low);
            out.bytes8(2, ids[i]);
            if (parent >= 0) {
                out.bytes8(4, ids[parent]);
            }
            int type = i == 0 ? 0 : random.nextInt(4);
            boolean error = failing && random.nextInt(4) == 0 || random.nextInt(400) == 0;
            long spanStart = start + i * 300_000L;
            long end = spanStart + 20_000 + (long) (1_000_000 * Math.exp(random.nextDouble() * 6.5)) / (i + 1);
            String service = service(services[i]);
            int route = (services[i] * 2 + random.nextInt(2)) % 60;
            out.string(
                    5,
                    List.of("GET /api/" + route, service + "/Call" + route % 8, "SELECT " + service, "process")
                            .get(type));
            out.optionalInt32(6, List.of(2, 3, 3, 5).get(type));
            out.optionalFixed64(7, spanStart);
            out.optionalFixed64(8, end);
            attributes(out, type, service, route, error, customer, session);
            if (spans % 50 == 0) {
                for (int k = 0; k < 5; k++) {
                    text(out, 9, "app.rare." + random.nextInt(300), "v" + random.nextInt(1000));
                }
            }
            if (error) {
                int event = out.open(11);
                out.optionalFixed64(1, end);
                out.string(2, "exception");
                text(out, 3, "exception.type", "java.lang.IllegalStateException");
                text(out, 3, "exception.message", "failed to call " + service(random.nextInt(SERVICES)));
                text(out, 3, "exception.stacktrace", "at shop.Handler.run(Handler.java:" + random.nextInt(400) + ")");
                out.close(event);
                int status = out.open(15);
                out.string(2, "internal error");
                out.optionalInt32(3, 2);
                out.close(status);
            }
            out.close(span);
            spans++;
        }
    }

    private void attributes(
            ProtobufWriter out, int type, String service, int route, boolean error, String customer, String session) {
        switch (type) {
            case 0 -> {
                text(out, 9, "http.request.method", random.nextInt(5) == 0 ? "POST" : "GET");
                text(out, 9, "http.route", "/api/" + route + "/{id}");
                String id = Integer.toString(random.nextInt(1_000_000));
                text(out, 9, "url.full", "https://shop.example.com/api/" + route + "/" + id + "?s=" + session);
                integer(out, 9, "http.response.status_code", error ? 500 : random.nextInt(30) == 0 ? 404 : 200);
                integer(out, 9, "server.port", 8080);
                text(out, 9, "user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) agent/" + random.nextInt(40));
                text(out, 9, "client.address", "10.1." + random.nextInt(256) + "." + random.nextInt(256));
                text(out, 9, "customer.id", customer);
                text(out, 9, "session.id", session);
                bool(out, 9, "feature.beta", random.nextInt(10) == 0);
            }
            case 1 -> {
                text(out, 9, "rpc.system", "grpc");
                text(out, 9, "rpc.service", service + ".Service");
                text(out, 9, "rpc.method", "Call" + random.nextInt(8));
                integer(out, 9, "rpc.grpc.status_code", error ? 13 : 0);
                text(out, 9, "server.address", service + ".prod.svc");
                integer(out, 9, "net.peer.port", 9000 + route);
                integer(out, 9, "request.size", random.nextInt(20_000));
                text(out, 9, "customer.id", customer);
            }
            case 2 -> {
                text(out, 9, "db.system", "postgresql");
                text(out, 9, "db.name", service);
                text(
                        out,
                        9,
                        "db.statement",
                        "SELECT a.id, a.name, b.total FROM " + service + " a JOIN totals_" + random.nextInt(7)
                                + " b ON a.id = b.id WHERE a.tenant = ? AND b.ts > ? ORDER BY b.ts DESC");
                integer(out, 9, "db.rows", random.nextInt(500));
                bool(out, 9, "cache.hit", random.nextBoolean());
                real(out, 9, "db.cost", random.nextInt(10_000) / 100.0);
            }
            default -> {
                text(out, 9, "messaging.system", "kafka");
                text(out, 9, "messaging.destination.name", service + "-events");
                integer(out, 9, "messaging.kafka.partition", random.nextInt(24));
                integer(out, 9, "messaging.kafka.offset", random.nextInt(100_000_000));
                integer(out, 9, "messaging.batch.size", 1 + random.nextInt(50));
                integer(out, 9, "thread.id", random.nextInt(64));
            }
        }
    }

    private static void resource(ProtobufWriter out, int service, int pod) {
        int resource = out.open(1);
        text(out, 1, "service.name", service(service));
        text(out, 1, "service.namespace", "shop");
        text(out, 1, "service.version", "1." + service % 9 + ".0");
        text(out, 1, "service.instance.id", service(service) + "-" + pod);
        text(out, 1, "k8s.namespace.name", service % 2 == 0 ? "prod-a" : "prod-b");
        text(out, 1, "k8s.pod.name", service(service) + "-7d9f8b-" + pod);
        text(out, 1, "k8s.node.name", "node-" + (service + pod) % 12);
        text(out, 1, "cloud.region", service % 3 == 0 ? "eu-west-1" : "us-east-1");
        text(out, 1, "telemetry.sdk.language", service % 2 == 0 ? "java" : "go");
        text(out, 1, "telemetry.sdk.version", "1.4" + service % 5 + ".0");
        text(out, 1, "deployment.environment.name", "production");
        out.close(resource);
    }

    private static String service(int service) {
        return "service-" + (char) ('a' + service % 26) + service;
    }

    private static void text(ProtobufWriter out, int field, String key, String value) {
        int attribute = out.open(field);
        out.string(1, key);
        int any = out.open(2);
        out.string(1, value);
        out.close(any);
        out.close(attribute);
    }

    private static void integer(ProtobufWriter out, int field, String key, long value) {
        int attribute = out.open(field);
        out.string(1, key);
        int any = out.open(2);
        out.int64(3, value);
        out.close(any);
        out.close(attribute);
    }

    private static void real(ProtobufWriter out, int field, String key, double value) {
        int attribute = out.open(field);
        out.string(1, key);
        int any = out.open(2);
        out.real(4, value);
        out.close(any);
        out.close(attribute);
    }

    private static void bool(ProtobufWriter out, int field, String key, boolean value) {
        int attribute = out.open(field);
        out.string(1, key);
        int any = out.open(2);
        out.bool(2, value);
        out.close(any);
        out.close(attribute);
    }
}
