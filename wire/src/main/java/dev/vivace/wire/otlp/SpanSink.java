package dev.vivace.wire.otlp;

/// Where decoded spans go. Called by one thread, in this order:
/// ```text
/// begin  ( resource  ( scope  ( beginSpan  attribute*  ( beginEvent attribute* endEvent
///                                                      | beginLink attribute* endLink )*  endSpan )* )* )*
/// ```
/// Attributes of a span may come between, before or after its events and links; those inside a `begin…`/`end…` pair
/// belong to the event or link. Every `offset, length` pair points into the array given to [#begin]; text is valid
/// UTF-8. The array belongs to the caller and is valid until `decode` returns: whoever needs bytes later copies them.
///
/// A decoder that meets a mistake throws in the middle of this order; the sink's owner then undoes what it took since
/// `begin`.
public interface SpanSink {

    /// A request begins; all offsets point into `data` until the next call of this method.
    void begin(byte[] data);

    /// The spans that follow were produced by this resource: its `Resource` message (length 0 if none was sent) and the
    /// schema URL of its `ResourceSpans`.
    void resource(int offset, int length, int schemaUrlOffset, int schemaUrlLength);

    /// The spans that follow were recorded by this scope: its `InstrumentationScope` message (length 0 if none was
    /// sent) and the schema URL of its `ScopeSpans`.
    void scope(int offset, int length, int schemaUrlOffset, int schemaUrlLength);

    /// A span begins; its whole `Span` message stands at `offset`.
    void beginSpan(int offset, int length);

    /// A string attribute.
    void text(int keyOffset, int keyLength, int offset, int length);

    /// An integer attribute.
    void integer(int keyOffset, int keyLength, long value);

    /// A double attribute.
    void real(int keyOffset, int keyLength, double value);

    /// A boolean attribute.
    void bool(int keyOffset, int keyLength, boolean value);

    /// An attribute of any other kind (array, key-value list, bytes, or no value at all) as its `AnyValue` message,
    /// already checked in depth and shape. Length 0 means: no value.
    void composite(int keyOffset, int keyLength, int anyValueOffset, int anyValueLength);

    void beginEvent();

    void endEvent(long epochNanos, int nameOffset, int nameLength, int droppedAttributesCount);

    void beginLink();

    void endLink(
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            int traceStateOffset,
            int traceStateLength,
            int flags,
            int droppedAttributesCount);

    /// The span is complete. The header is reused: copy what is needed.
    void endSpan(SpanHeader header);
}
