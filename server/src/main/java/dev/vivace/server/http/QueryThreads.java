package dev.vivace.server.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.model.work.QueryWork;
import dev.vivace.query.QueryAdmission;
import dev.vivace.query.RunningQuery;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Answers questions on the threads that are there for them, each within its budget and no longer than
/// somebody waits.
/// Thread-safe.
final class QueryThreads {

    private final Executor threads;
    private final QueryAdmission admission;
    private final Counter stopped;

    /// @param threads may reject what they have no room for
    /// @param registry gets what queries hold, and how many were stopped; once per registry
    QueryThreads(Executor threads, QueryAdmission admission, PrometheusRegistry registry) {
        this.threads = threads;
        this.admission = admission;
        this.stopped = Counter.builder()
                .name("vivace_queries_stopped_total")
                .help("Queries given up before their answer was complete, by what ended them.")
                .labelNames("reason")
                .register(registry);
        for (QueryStoppedException.Reason reason : QueryStoppedException.Reason.values()) {
            stopped.labelValues(label(reason)).inc(0);
        }
        GaugeWithCallback.builder()
                .name("vivace_queries_running")
                .help("Queries that were asked and not answered yet.")
                .callback(gauge -> gauge.call(admission.running()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("vivace_query_answer_bytes")
                .help("Memory that the answers of running queries take, estimated.")
                .callback(gauge -> gauge.call(admission.heldBytes()))
                .register(registry);
    }

    /// Makes an answer.
    interface Question<T> {
        T answer() throws Exception;
    }

    /// Has a thread make the answer; when nobody waits for it any more it is given up.
    ///
    /// @throws RejectedExecutionException if there is no room
    <T> CompletableFuture<T> ask(ServiceRequestContext ctx, Question<T> question) {
        RunningQuery query = admission.admit();
        ctx.whenRequestCancelling().thenRun(query::cancel);
        ctx.log().whenComplete().thenRun(query::close);
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                query.check();
                result.complete(new QueryWork(query).on(question::answer));
            } catch (QueryStoppedException e) {
                stopped.labelValues(label(e.reason())).inc();
                result.completeExceptionally(e);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static String label(QueryStoppedException.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
