package dev.vivace.objectstore;

import java.time.Instant;

/// An object as a listing shows it. Immutable.
///
/// @param key its full key
/// @param sizeBytes its length
/// @param lastModified when it was put, as precisely as the store knows: a second, in some
public record StoredObject(String key, long sizeBytes, Instant lastModified) {}
