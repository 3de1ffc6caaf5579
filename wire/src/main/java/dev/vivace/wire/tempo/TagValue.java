package dev.vivace.wire.tempo;

/// A value an attribute or intrinsic was seen with. Immutable.
///
/// @param type `string`, `int`, `float`, `bool`, `duration` or `keyword`
/// @param value as text, whatever its type
public record TagValue(String type, String value) {}
