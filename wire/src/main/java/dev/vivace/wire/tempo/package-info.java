/// The answers of Tempo's query API: traces by id, searches, tags; JSON and protobuf.
///
/// Start at [TraceByIdMessages] and [SearchMessages]. The JSON is proto3's (lowerCamelCase, 64-bit integers as strings,
/// defaults left out) without a single field strict clients do not know. Pure functions; nobody here knows HTTP.
@NullMarked
package dev.vivace.wire.tempo;

import org.jspecify.annotations.NullMarked;
