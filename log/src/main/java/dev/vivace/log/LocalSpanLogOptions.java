package dev.vivace.log;

/// How a [LocalSpanLog] behaves. Immutable.
///
/// @param maxRecordBytes largest payload taken, 1 byte to 256 MiB. Larger ones written earlier stay readable.
/// @param segmentBytes a segment is finished before a group that would make it larger than this, 64 KiB to 1 TiB. Space
///     comes back by whole segments: smaller ones give it back sooner, larger ones cost fewer files.
/// @param maxBufferedBytes memory for records on their way to the disk; past it appends are refused. At least one
///     largest record and 1 MiB, at most 1 GiB. Taken from native memory as needed and given back after a rush.
/// @param fsync what "durable" means
public record LocalSpanLogOptions(int maxRecordBytes, long segmentBytes, long maxBufferedBytes, FsyncPolicy fsync) {

    /// 64 MiB records and segments, 72 MiB of buffer, fsync before every ack.
    public static final LocalSpanLogOptions DEFAULTS =
            new LocalSpanLogOptions(64 << 20, 64L << 20, 72L << 20, FsyncPolicy.ALWAYS);

    private static final int LARGEST_RECORD_BYTES = 256 << 20;

    public LocalSpanLogOptions {
        require("maxRecordBytes", maxRecordBytes, 1, LARGEST_RECORD_BYTES);
        require("segmentBytes", segmentBytes, 64L << 10, 1L << 40);
        require("maxBufferedBytes", maxBufferedBytes, maxRecordBytes + (1L << 20), 1L << 30);
    }

    /// When an append counts as durable.
    public enum FsyncPolicy {
        /// After fsync: survives the loss of power.
        ALWAYS,
        /// After the write: survives the death of the process, but a loss of power may take the newest segment's
        /// records, as fsync runs only when a segment is finished. For tests and data that can be sent again.
        AT_ROLL
    }

    public LocalSpanLogOptions withMaxRecordBytes(int bytes) {
        return new LocalSpanLogOptions(bytes, segmentBytes, maxBufferedBytes, fsync);
    }

    public LocalSpanLogOptions withSegmentBytes(long bytes) {
        return new LocalSpanLogOptions(maxRecordBytes, bytes, maxBufferedBytes, fsync);
    }

    public LocalSpanLogOptions withFsync(FsyncPolicy policy) {
        return new LocalSpanLogOptions(maxRecordBytes, segmentBytes, maxBufferedBytes, policy);
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + " bytes)");
        }
    }
}
