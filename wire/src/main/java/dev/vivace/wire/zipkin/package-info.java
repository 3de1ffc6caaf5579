/// Zipkin's formats to OTLP: version 2 in JSON and protobuf, version 1 in JSON and Thrift.
///
/// Start at [ZipkinTranslator]. [ZipkinJson], [ZipkinProtobuf] and [ZipkinThrift] read each span into a
/// [SpanV2] or [SpanV1], which know what their parts mean in OTLP. Nothing here keeps a request's spans:
/// each is written as soon as it is read.
@NullMarked
package dev.vivace.wire.zipkin;

import org.jspecify.annotations.NullMarked;
