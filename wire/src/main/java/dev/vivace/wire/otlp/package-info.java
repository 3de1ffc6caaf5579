/// OTLP traces: bytes to columns and back.
///
/// Start at [OtlpDecoder], which reads an `ExportTraceServiceRequest` and calls a [SpanSink] as it goes: no message
/// objects. JSON requests are transcoded to the same bytes first, by [OtlpJson]. The way back is [OtlpEncoder] and
/// [OtlpJsonWriter]; [OtlpObjects] makes objects where speed does not matter, [OtlpReplies] is what a sender hears.
/// To add a field: [OtlpTags] and the decoder, [OtlpSchema], the two writers. Pure functions over buffers; no sockets,
/// no storage.
@NullMarked
package dev.vivace.wire.otlp;

import org.jspecify.annotations.NullMarked;
