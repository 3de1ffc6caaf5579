/// OTLP traces: bytes to columns and back.
///
/// Start at [OtlpDecoder], which reads an `ExportTraceServiceRequest` and calls a [SpanSink] as it goes: no message
/// objects. JSON requests are transcoded to the same bytes first. Pure functions over buffers; no sockets, no storage.
@NullMarked
package dev.vivace.wire.otlp;

import org.jspecify.annotations.NullMarked;
