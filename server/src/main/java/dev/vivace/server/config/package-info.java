/// Configuration: a `tempo.yaml` of any 1.x, 2.x or 3.x spelling, flags and defaults become one [Settings]
/// record.
///
/// Start at [SettingsLoader]. In order: the text's `${VARIABLES}` are expanded ([EnvironmentExpansion]), it
/// is parsed into a tree that knows where every value stands ([YamlTree]), flags are laid over it, every key
/// is looked up in `known-keys.txt` ([KnownKeys]) and typed values are read ([SectionReader]). A mistake is
/// reported with its place; all mistakes of a file are reported at once. [Explanation] is the same for people
/// to read, secrets masked. Nothing here opens a port or creates a directory.
@NullMarked
package dev.vivace.server.config;

import org.jspecify.annotations.NullMarked;
