/// Where spans go once a door has taken them: the span log, the tenant's live table, and from there into blocks.
///
/// Start at [SpanStore]. It keeps three promises: nobody hears yes before the log is on disk; whoever asks sees every
/// span once, whether it is live, on its way or stored; and the log lets go only of what blocks hold.
@NullMarked
package dev.vivace.ingest.store;

import org.jspecify.annotations.NullMarked;
