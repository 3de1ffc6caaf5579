package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import org.jspecify.annotations.Nullable;

/// The values of one attribute key and type, for the rows that have one, in no particular order; a row may come more
/// than once. Arrays may be longer than `count` and are shared, not copied.
///
/// @param rows final rows (of nested levels: final elements) the values belong to
/// @param values codes into the dictionary (`TEXT`, `JSON`), numbers (`INT`), raw bits (`DOUBLE`), 0 or 1 (`BOOLEAN`)
/// @param dictionary of `TEXT` and `JSON`, else null
public record AttributeEntries(
        String key,
        AttributeType type,
        int count,
        int[] rows,
        long[] values,
        @Nullable TextDictionary dictionary) {}
