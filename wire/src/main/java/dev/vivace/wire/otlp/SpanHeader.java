package dev.vivace.wire.otlp;

/// The single-valued fields of one span, filled by the decoder and read by the sink before the next span overwrites
/// them. Plain fields because this is written once per span on the hottest path; confined to one thread. Offsets point
/// into the request being decoded; a length of 0 is an empty or absent string. Meanings as in [dev.vivace.model.Span].
public final class SpanHeader {
    public long traceIdHigh;
    public long traceIdLow;
    public long spanId;
    /// Zero: none.
    public long parentSpanId;

    public long startEpochNanos;
    public long endEpochNanos;
    public int kind;
    public int flags;
    public int statusCode;
    public int nameOffset;
    public int nameLength;
    public int traceStateOffset;
    public int traceStateLength;
    public int statusMessageOffset;
    public int statusMessageLength;
    public int droppedAttributesCount;
    public int droppedEventsCount;
    public int droppedLinksCount;
}
