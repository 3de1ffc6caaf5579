package dev.vivace.ingest.receive;

/// Bytes of a request: a range of an array that belongs to whoever holds this record.
record Bytes(byte[] array, int offset, int length) {}
