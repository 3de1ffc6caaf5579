/// The doors: each turns one protocol's requests into calls of [dev.vivace.ingest.SpanIntake] and its outcome into
/// the protocol's answer.
///
/// Start at [OtlpDoors], which stands on every OTLP port and sends a request to [OtlpHttpDoor], [OtlpGrpcDoor] or,
/// if it came to the wrong place, back with directions. All of them share one way in, [Reception]: collect the body
/// within its bounds, decompress, make it protobuf, hand it over, tell the sender, note it in [Arrivals] and
/// [ReceiveMetrics].
///
/// Event loops only move bytes; decompressing, transcoding and taking run on the pool that is passed in. Nothing
/// here looks into spans: bytes are understood in `wire`, admitted and kept behind the intake.
@NullMarked
package dev.vivace.ingest.receive;

import org.jspecify.annotations.NullMarked;
