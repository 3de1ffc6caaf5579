/// The protobuf wire format, by hand: a writer that back-patches lengths and a reader for cold paths.
///
/// Start at [ProtobufWriter]. The messages themselves are written and read next door (`otlp`, `tempo`); the hot OTLP
/// path has its own reader, [dev.vivace.wire.otlp.OtlpDecoder]. No schemas, no generated code in here.
@NullMarked
package dev.vivace.wire.protobuf;

import org.jspecify.annotations.NullMarked;
