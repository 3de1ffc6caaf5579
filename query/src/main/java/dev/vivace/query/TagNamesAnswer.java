package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import java.util.SortedMap;
import java.util.SortedSet;

/// Attribute names by scope, scopes without any left out. Intrinsics are not listed here: they are always there.
public record TagNamesAnswer(SortedMap<AttributeScope, SortedSet<String>> names, long inspectedBytes) {}
