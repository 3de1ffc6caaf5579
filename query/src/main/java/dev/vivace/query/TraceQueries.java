package dev.vivace.query;

import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
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

    /// All spans of one trace, spans that were sent twice once; no spans if nobody sent any.
    TraceAnswer trace(TenantId tenant, TraceId traceId) throws IOException;

    /// Names of attributes and intrinsics that occur in the time range.
    TagNamesAnswer tagNames(TenantId tenant, TagNamesRequest request) throws IOException;

    /// Values of one field that occur in the time range.
    TagValuesAnswer tagValues(TenantId tenant, TagValuesRequest request) throws IOException;

    /// Series over time, of the spans of all the tenants counted together.
    ///
    /// @param tenants at least one
    /// @throws QueryRefusedException if the query is a search
    MetricsAnswer metrics(List<TenantId> tenants, MetricsRequest request) throws IOException;
}
