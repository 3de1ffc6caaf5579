package dev.vivace.model;

/// A key and its value. Immutable.
///
/// @param key any string, the empty one included; keys of one list may repeat
public record Attribute(String key, AttributeValue value) {}
