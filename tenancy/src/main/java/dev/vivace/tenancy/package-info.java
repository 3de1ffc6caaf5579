/// Tenants' limits: what each may send and ask, and how that changes while the server runs.
///
/// Start at [Limits], one immutable record per tenant, then [TenantLimits], which everybody asks who must keep to one.
/// [OverridesFile] replaces what it answers when an operator edits the file. [TokenBucket] and [TraceLedger] keep the
/// count that two of the limits need. What a limit means to a request is decided where the request is: `ingest`
/// refuses spans, `server` questions. No YAML and no HTTP in here.
@NullMarked
package dev.vivace.tenancy;

import org.jspecify.annotations.NullMarked;
