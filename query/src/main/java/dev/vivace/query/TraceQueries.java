package dev.vivace.query;

import dev.vivace.model.TenantId;
import dev.vivace.traceql.eval.Progress;
import java.io.IOException;
import java.util.List;

/// Everything that can be asked about stored and live spans. Thread-safe; calls block their thread while
/// they work.
///
/// Faults of the caller are `TraceQlException` (text that is no query) and [QueryRefusedException] (a
/// limit); an `IOException` means storage failed.
public interface TraceQueries {

    /// Finds traces, newest first.
    SearchAnswer search(TenantId tenant, SearchRequest request) throws IOException;

    /// Finds traces, and tells in between those that are certain: each list begins as the one before and as the
    /// answer does.
    ///
    /// @param progress told on this thread; who has nothing to tell before the answer may leave it alone
    default SearchAnswer search(TenantId tenant, SearchRequest request, Progress<SearchAnswer> progress)
            throws IOException {
        return search(tenant, request);
    }

    /// All spans of one trace, spans that were sent twice once; no spans if nobody sent any.
    TraceAnswer trace(TenantId tenant, TraceRequest request) throws IOException;

    /// Names of attributes and intrinsics that occur in the time range.
    TagNamesAnswer tagNames(TenantId tenant, TagNamesRequest request) throws IOException;

    /// Values of one field that occur in the time range.
    TagValuesAnswer tagValues(TenantId tenant, TagValuesRequest request) throws IOException;

    /// Series over time, of the spans of all the tenants counted together.
    ///
    /// @param tenants at least one
    /// @throws QueryRefusedException if the query is a search
    MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request) throws IOException;

    /// As [#metrics], and tells in between what was looked at, without series.
    ///
    /// @param progress told on this thread; who has nothing to tell before the answer may leave it alone
    default MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request, Progress<MetricsAnswer> progress)
            throws IOException {
        return metrics(tenants, request);
    }
}
