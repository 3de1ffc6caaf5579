/// Jaeger's formats to OTLP: Thrift in both protocols, protobuf (`api_v2`), and the JSON of its UI.
///
/// Start at [JaegerTranslator]. [JaegerThrift], [JaegerProtobuf] and [JaegerJson] read, each span into a
/// [JaegerSpan], which knows what its tags mean in OTLP. Nothing here keeps a request's spans: each is
/// written as soon as it is read.
@NullMarked
package dev.vivace.wire.jaeger;

import org.jspecify.annotations.NullMarked;
