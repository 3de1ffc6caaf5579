/// What all formats but OTLP share on their way to it: a span being put together, and the record of what
/// could not be taken as it was sent.
///
/// Start at [Translation], the outcome, and [SpanDraft]. The formats are next door: `jaeger`, `zipkin`.
/// One bad value costs that value, one span without identity costs that span; only bytes that cannot be
/// read on cost the request.
@NullMarked
package dev.vivace.wire.foreign;

import org.jspecify.annotations.NullMarked;
