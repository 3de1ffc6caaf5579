package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The requests of some ports that are under way, so that a stopping server can wait for them. Thread-safe.
///
/// Armeria's own graceful stop waits a second for every open connection, whether anything comes on it or not: what
/// keeps its connections open, as Grafana does, would make every stop that much longer.
final class OpenRequests {

    private static final long LOOK_NANOS = 1_000_000;

    private final AtomicInteger open = new AtomicInteger();

    /// The same service, its requests counted from their headers to the end of their response.
    HttpService of(HttpService service) {
        return new Counted(service, open);
    }

    /// Waits until there was no request for a while, or until it has waited long enough.
    void awaitEnd(Duration quiet, Duration atMost) {
        long began = System.nanoTime();
        long quietSince = began;
        long now = began;
        while (now - quietSince < quiet.toNanos() && now - began < atMost.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
            now = System.nanoTime();
            if (open.get() > 0) {
                quietSince = now;
            }
        }
    }

    private static final class Counted extends SimpleDecoratingHttpService {
        private final AtomicInteger open;

        Counted(HttpService service, AtomicInteger open) {
            super(service);
            this.open = open;
        }

        @Override
        public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
            open.incrementAndGet();
            ctx.log().whenComplete().thenRun(open::decrementAndGet);
            return ((HttpService) unwrap()).serve(ctx, request);
        }
    }
}
