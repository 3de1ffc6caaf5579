package dev.vivace.server.config;

/// Where a key or a value was written. Immutable.
///
/// @param source a file's name, or a flag such as `-server.http-listen-port`
/// @param line from 1; 0 if the source has no lines
/// @param column from 1; 0 if the source has no lines
record Place(String source, int line, int column) {

    static Place ofFlag(String flag) {
        return new Place(flag, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
