package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.model.TenantId;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.otlp.MalformedOtlpException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all doors share: the intake behind them, their bounds, and the record of who came. Thread-safe.
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final SpanIntake intake;
    private final ReceiveSettings settings;
    private final Executor decoders;
    private final Arrivals arrivals;
    private final ReceiveMetrics metrics;
    private final BytesInFlight inFlight;
    private final TenantRule tenantRule;

    Reception(
            SpanIntake intake, ReceiveSettings settings, Executor decoders, Arrivals arrivals, ReceiveMetrics metrics) {
        this.intake = intake;
        this.settings = settings;
        this.decoders = decoders;
        this.arrivals = arrivals;
        this.metrics = metrics;
        this.inFlight = new BytesInFlight(settings.maxBytesInFlight(), settings.retryAfter());
        this.tenantRule = new TenantRule(settings.multitenancy());
    }

    ReceiveSettings settings() {
        return settings;
    }

    BytesInFlight inFlight() {
        return inFlight;
    }

    /// Where bytes are decompressed, transcoded and taken.
    Executor decoders() {
        return decoders;
    }

    Sender sender(ServiceRequestContext ctx, Transport transport, String encoding) {
        String agent = ctx.request().headers().get(HttpHeaderNames.USER_AGENT, "");
        return new Sender(ctx.remoteAddress().getAddress().getHostAddress(), transport, encoding, agent);
    }

    /// The one tenant spans of this request belong to.
    ///
    /// @return null if the request names none, which matters only if it holds spans
    /// @throws RefusalException if it names something else
    @Nullable
    TenantId tenant(RequestHeaders headers) {
        return switch (tenantRule.of(headers)) {
            case TenantRule.Outcome.Named(List<TenantId> tenants) -> {
                if (tenants.size() > 1) {
                    throw badTenant("multiple org IDs present");
                }
                yield tenants.getFirst();
            }
            case TenantRule.Outcome.Missing(boolean headerPresent) -> {
                if (headerPresent) {
                    throw badTenant("no org id");
                }
                yield null;
            }
            case TenantRule.Outcome.Invalid(String message) -> throw badTenant(message);
        };
    }

    /// Hands a request over and keeps the books. Called on a decoding thread.
    ///
    /// @param tenant null if the sender named none
    /// @param request an `ExportTraceServiceRequest`; the intake's until the future completes
    CompletableFuture<Receipt> take(@Nullable TenantId tenant, Sender sender, Bytes request) {
        if (request.length() == 0) {
            arrivals.arrived(sender, List.of(), 0, 0);
            metrics.takenEmpty(tenant == null ? "" : tenant.name());
            return CompletableFuture.completedFuture(new Receipt(0, 0, 0));
        }
        if (tenant == null) {
            // The reference's answer: retryable, because naming the tenant is often a matter of the
            // gateway's set-up.
            return CompletableFuture.failedFuture(new RefusalException(Refusal.of(
                    "no_tenant",
                    GrpcCode.UNAVAILABLE,
                    "no org id",
                    "This server keeps several tenants apart: name yours in the header X-Scope-OrgID.")));
        }
        metrics.offered(tenant, request.length());
        List<String> services = OtlpOutline.services(request, Arrivals.MAX_SERVICES);
        return intake.take(tenant, request.array(), request.offset(), request.length())
                .whenComplete((receipt, cause) -> {
                    if (cause == null) {
                        metrics.taken(tenant, sender.transport(), receipt.spans(), request.length());
                        leftOut(tenant, sender, receipt);
                        arrivals.arrived(sender, services, receipt.spans(), receipt.repeatedSpans());
                    } else {
                        int spans = OtlpOutline.spans(request);
                        metrics.discarded(
                                tenant, sender.transport(), refusal(cause).reason(), spans);
                    }
                });
    }

    /// Hands over what was translated, and notes what could not be taken as it was sent.
    ///
    /// @param what the request, for the status page, like `POST /api/traces`
    CompletableFuture<Receipt> take(@Nullable TenantId tenant, Sender sender, String what, Translation translation) {
        Bytes otlp = new Bytes(translation.otlp(), 0, translation.otlp().length);
        CompletableFuture<Receipt> taken = take(tenant, sender, otlp);
        if (translation.isClean()) {
            return taken;
        }
        return taken.thenApply(receipt -> {
            TenantId owner = tenant == null ? TenantId.SINGLE : tenant;
            translation
                    .skipped()
                    .forEach((reason, spans) -> metrics.discarded(owner, sender.transport(), reason, spans));
            metrics.repaired(sender.transport(), translation.repairs());
            arrivals.refused(
                    sender,
                    what,
                    new Refusal(
                            "taken_in_part",
                            202,
                            GrpcCode.INVALID_ARGUMENT,
                            translation.summary(),
                            "The rest is stored; correct what the sender sets.",
                            null));
            return receipt;
        });
    }

    /// Keeps the books of spans that did not get so far as to be handed over.
    void discarded(@Nullable TenantId tenant, Sender sender, Throwable cause, int spans) {
        TenantId owner = tenant == null ? tenantOfNobody() : tenant;
        if (owner != null && spans > 0) {
            metrics.discarded(owner, sender.transport(), refusal(cause).reason(), spans);
        }
    }

    /// The one tenant of whoever cannot name one; null if there are several.
    @Nullable
    TenantId tenantOfNobody() {
        return settings.multitenancy() ? null : TenantId.SINGLE;
    }

    /// Keeps the books of a datagram that was turned away.
    Refusal turnedAway(Sender sender, String what, Throwable cause) {
        Refusal refusal = refusal(cause);
        if (refusal.reason().equals(Reason.INTERNAL.label())) {
            LOG.error("{} from {} failed", what, sender.address(), cause);
        }
        metrics.refused(sender.transport(), refusal.reason());
        TenantId owner = tenantOfNobody();
        metrics.turnedAway(owner == null ? "" : owner.name(), refusal.httpStatus());
        arrivals.refused(sender, what, refusal);
        return refusal;
    }

    /// Keeps the books of spans that a tenant's limits left out of an accepted request.
    private void leftOut(TenantId tenant, Sender sender, Receipt receipt) {
        Receipt.Rejection rejection = receipt.rejection();
        if (rejection == null) {
            return;
        }
        metrics.discarded(tenant, sender.transport(), rejection.reason(), rejection.spans());
        Refusal refusal =
                new Refusal(rejection.reason(), 200, GrpcCode.OK, rejection.message(), rejection.remedy(), null);
        arrivals.refused(sender, tenant.name(), "spans of an accepted request", refusal, rejection.limit());
    }

    /// Keeps the books of a request that was turned away; every one of them passes here once.
    Refusal turnedAway(Sender sender, RequestHeaders headers, Throwable cause) {
        Refusal refusal = refusal(cause);
        if (refusal.reason().equals(Reason.INTERNAL.label())) {
            LOG.error("{} from {} failed", headers.path(), sender.address(), cause);
        }
        if (root(cause) instanceof RefusedException refused && refused.limit() != null) {
            turnedAway(sender, headers, refusal.withRemedy(refused.remedy()), refused.limit());
        } else {
            turnedAway(sender, headers, refusal);
        }
        return refusal;
    }

    void turnedAway(Sender sender, RequestHeaders headers, Refusal refusal) {
        turnedAway(sender, headers, refusal, "");
    }

    private void turnedAway(Sender sender, RequestHeaders headers, Refusal refusal, String limit) {
        metrics.refused(sender.transport(), refusal.reason());
        String path = headers.path();
        String what = headers.method() + " " + (path.length() > 100 ? path.substring(0, 100) + "…" : path);
        String tenant = tenantRule.of(headers) instanceof TenantRule.Outcome.Named(List<TenantId> tenants)
                ? String.join("|", tenants.stream().map(TenantId::name).toList())
                : "";
        if (headers.method() == HttpMethod.POST) { // whoever only looks, such as a probe, sends no spans
            metrics.turnedAway(tenant.indexOf('|') < 0 ? tenant : "", refusal.httpStatus());
        }
        arrivals.refused(sender, tenant, what, refusal, limit);
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root instanceof CompletionException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private Refusal refusal(Throwable cause) {
        return switch (root(cause)) {
            case RefusalException refused -> refused.refusal();
            case RefusedException refused -> Refusal.of(refused);
            case MalformedOtlpException malformed ->
                Refusal.of(
                        malformed.reason().label(),
                        GrpcCode.INVALID_ARGUMENT,
                        String.valueOf(malformed.getMessage()),
                        "");
            case ForeignRequestException foreign ->
                Refusal.of(foreign.reason(), GrpcCode.INVALID_ARGUMENT, foreign.getMessage(), "");
            case RejectedExecutionException _ ->
                new Refusal(
                        Reason.STOPPING.label(),
                        GrpcCode.UNAVAILABLE.httpStatus(),
                        GrpcCode.UNAVAILABLE,
                        "the server is stopping",
                        "Send again in a moment: to its successor, or once it is back.",
                        settings.retryAfter());
            case Throwable fault -> Refusal.ofFault(fault);
        };
    }

    private static RefusalException badTenant(String message) {
        return new RefusalException(Refusal.of(
                "invalid_tenant",
                GrpcCode.INVALID_ARGUMENT,
                message,
                "Spans belong to exactly one tenant: send X-Scope-OrgID with 1 to 150 characters out of"
                        + " A-Z a-z 0-9 ! - _ . * ' ( )."));
    }
}
