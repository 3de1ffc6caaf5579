package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Query;

/// A query and where its nodes stand in the text.
public record Parsed(Query query, Positions positions) {}
