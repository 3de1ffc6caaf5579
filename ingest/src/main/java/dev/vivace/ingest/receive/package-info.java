/// The doors: each turns one protocol's requests into calls of [dev.vivace.ingest.SpanIntake] and its
/// outcome into the protocol's answer.
///
/// Start at [ReceiverDoors], which stands on every receiver's port and sends a request to
/// [OtlpHttpDoor], [GrpcDoor], [ForeignHttpDoor] (Jaeger and Zipkin over HTTP) or, if it came to the
/// wrong place, back with directions; [UdpDoor] takes Jaeger's datagrams. All of them share one way in,
/// [Reception]: collect the body within its bounds, decompress, make it OTLP protobuf, hand it over,
/// tell the sender, note it in [Arrivals] and [ReceiveMetrics].
///
/// Event loops only move bytes; decompressing, transcoding and taking run on the pool that is passed in.
/// Nothing here looks into spans: bytes are understood in `wire`, admitted and kept behind the intake.
@NullMarked
package dev.vivace.ingest.receive;

import org.jspecify.annotations.NullMarked;
