/// Thrift's binary and compact protocols, by hand: readers for what old tracers send.
///
/// Start at [ThriftReader]; [BinaryThrift] and [CompactThrift] are the two protocols. The messages
/// themselves are read next door (`jaeger`, `zipkin`). No generated code, no transports, nothing is
/// written: a size is believed only as far as there are bytes, so that a reader never takes more memory
/// than the bytes it is given.
@NullMarked
package dev.vivace.wire.thrift;

import org.jspecify.annotations.NullMarked;
