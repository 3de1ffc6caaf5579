/// The read path: one question, answered over everything a tenant has, live and stored.
///
/// Start at [TraceQueries]. Languages and engines live in `traceql`, columns in `live` and `block`; here tables are
/// chosen, jobs run and partial answers combined. No HTTP.
@NullMarked
package dev.vivace.query;

import org.jspecify.annotations.NullMarked;
