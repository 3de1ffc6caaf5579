package dev.vivace.server.http;

import dev.vivace.model.metrics.Exemplar;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.SpanSize;
import dev.vivace.model.work.Step;
import dev.vivace.query.MetricsAnswer;
import dev.vivace.query.MetricsRequest;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeGrid;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.wire.tempo.MetricsMessages;
import dev.vivace.wire.tempo.PlanJson;
import java.io.IOException;
import java.util.List;

/// Answers `/api/metrics/query_range` and `/api/metrics/query`, always in JSON, and streams the same.
/// Thread-safe.
///
/// Vivace's own are `strict`, where `true` accepts only what the reference accepts and `false` more, whatever
/// the configuration says, and `explain=true`, which adds the field `explain`: the plan and what its steps
/// cost. Parameters the reference has for itself (`mode`, `instant`, `blockID` and others) mean nothing.
final class MetricsEndpoint implements Endpoint, StreamedEndpoint {

    private static final int BYTES_PER_SAMPLE = 120;

    private final TenantQueries queries;
    private final MetricsTimes times;
    private final QuestionLimits limits;
    private final boolean instant;

    /// @param instant whether there is one value for the whole range, rather than one for each step
    MetricsEndpoint(TenantQueries queries, MetricsTimes times, QuestionLimits limits, boolean instant) {
        this.queries = queries;
        this.times = times;
        this.limits = limits;
        this.instant = instant;
    }

    @Override
    public Reply answer(ApiRequest request) throws IOException {
        MetricsRequest question = question(request);
        MetricsAnswer answer = asking(() -> queries.metrics(request.tenants(), question));
        hold(answer.series());
        byte[] json = instant
                ? MetricsMessages.instantJson(answer.series(), answer.metrics(), answer.partialBecause())
                : MetricsMessages.rangeJson(
                        answer.series(), answer.metrics(), answer.inspectedSpans(), answer.partialBecause());
        Step plan = answer.plan();
        return Reply.json(plan == null ? json : JsonFields.add(json, "explain", PlanJson.of(plan)));
    }

    /// Tells in between how far it is, and in the end all series: until then any table may add to any of them.
    @Override
    public byte[] stream(ApiRequest request, Interim interim) throws IOException {
        MetricsRequest question = question(request);
        return protobuf(asking(() -> queries.metrics(request.tenants(), question, interim.of(this::protobuf))));
    }

    /// Before the answer's bytes are made: labels stand in them twice, and again with every exemplar.
    private static void hold(List<TimeSeries> series) {
        long bytes = 0;
        for (TimeSeries one : series) {
            bytes += 2 * SpanSize.of(one.labels(), (long) BYTES_PER_SAMPLE * one.values().length);
            for (Exemplar exemplar : one.exemplars()) {
                bytes += SpanSize.of(exemplar.labels(), BYTES_PER_SAMPLE);
            }
        }
        QueryWork.holding(bytes);
    }

    private byte[] protobuf(MetricsAnswer answer) {
        hold(answer.series());
        return instant
                ? MetricsMessages.instantProtobuf(answer.series(), answer.metrics(), answer.partialBecause())
                : MetricsMessages.rangeProtobuf(
                        answer.series(), answer.metrics(), answer.inspectedSpans(), answer.partialBecause());
    }

    private MetricsRequest question(ApiRequest request) {
        Parameters parameters = request.parameters();
        String query = parameters.text("q", parameters.text("query", ""));
        SearchEndpoint.checkSize(query, limits);
        TimeGrid grid = instant ? times.instant(request) : times.range(request);
        if (query.isEmpty()) {
            throw new BadRequestException((instant ? "compiling query: " : "")
                    + "parse error : syntax error: unexpected $end (expected: a query in the parameter q)");
        }
        return new MetricsRequest(
                query,
                grid,
                exemplars(parameters),
                maxSeries(parameters),
                parameters.flag("strict", limits.strict()),
                parameters.flag("explain"));
    }

    private interface Asking {
        MetricsAnswer ask() throws IOException;
    }

    private MetricsAnswer asking(Asking asking) throws IOException {
        try {
            return asking.ask();
        } catch (TraceQlException e) {
            boolean bare = e.kind() == TraceQlException.Kind.PARSE && !instant;
            throw new BadRequestException((bare ? "" : "compiling query: ") + e.getMessage());
        }
    }

    /// What is asked for, up to what is configured; 0 stands for any number in both.
    private int maxSeries(Parameters parameters) {
        int asked = (int) Math.min(Integer.MAX_VALUE, parameters.lenientUint32("maxSeries", 0));
        int most = limits.maxSeries();
        return asked == 0 || most == 0 ? Math.max(asked, most) : Math.min(asked, most);
    }

    private int exemplars(Parameters parameters) {
        if (instant) {
            return 0;
        }
        int most = Math.min(limits.maxExemplars(), MetricsRun.MAX_EXEMPLARS);
        long asked = parameters.lenientUint32("exemplars", 0);
        return asked == 0 ? most : (int) Math.min(asked, most);
    }
}
