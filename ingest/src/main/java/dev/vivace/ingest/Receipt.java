package dev.vivace.ingest;

/// What became of an accepted request.
///
/// @param spans spans in the request
/// @param repeatedSpans of these, how many were here already, to the last byte: a retry, stored once
/// @param repairedStrings strings that were not UTF-8 and had the offending bytes replaced by `?`
public record Receipt(int spans, int repeatedSpans, int repairedStrings) {}
