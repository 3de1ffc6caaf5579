package dev.vivace.log;

/// A place between two records of a [SpanLog]; everything before it is a prefix of the log. Immutable.
///
/// @param segment the number of the segment (of the partition's epoch, for logs without files), 0 or more
/// @param offset the place inside the segment, 0 or more: bytes for a local log
public record LogPosition(long segment, long offset) implements Comparable<LogPosition> {

    /// Before every record.
    public static final LogPosition START = new LogPosition(0, 0);

    public LogPosition {
        if (segment < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "log position " + segment + ":" + offset + " (expected: segment and offset of 0 or more)");
        }
    }

    @Override
    public int compareTo(LogPosition other) {
        int order = Long.compare(segment, other.segment);
        return order != 0 ? order : Long.compare(offset, other.offset);
    }

    public boolean isBefore(LogPosition other) {
        return compareTo(other) < 0;
    }

    /// The later of this position and another.
    public LogPosition max(LogPosition other) {
        return isBefore(other) ? other : this;
    }

    /// Segment in hex as in its file name, offset in decimal: `2a:4096`.
    @Override
    public String toString() {
        return Long.toHexString(segment) + ":" + offset;
    }
}
