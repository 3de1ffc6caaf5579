package dev.vivace.wire.otlp;

/// A sink that does as little as can be seen: it adds up what it is told, so that nothing is optimised away.
final class CountingSink implements SpanSink {

    long sum;

    @Override
    public void begin(byte[] data) {
        sum += data.length;
    }

    @Override
    public void resource(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        sum += offset + length;
    }

    @Override
    public void scope(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        sum += offset + length;
    }

    @Override
    public void beginSpan(int offset, int length) {
        sum += offset;
    }

    @Override
    public void text(int keyOffset, int keyLength, int offset, int length) {
        sum += keyOffset + offset;
    }

    @Override
    public void integer(int keyOffset, int keyLength, long value) {
        sum += keyOffset + value;
    }

    @Override
    public void real(int keyOffset, int keyLength, double value) {
        sum += keyOffset + (long) value;
    }

    @Override
    public void bool(int keyOffset, int keyLength, boolean value) {
        sum += keyOffset + (value ? 1 : 0);
    }

    @Override
    public void composite(int keyOffset, int keyLength, int anyValueOffset, int anyValueLength) {
        sum += keyOffset + anyValueOffset;
    }

    @Override
    public void beginEvent() {
        sum++;
    }

    @Override
    public void endEvent(long epochNanos, int nameOffset, int nameLength, int droppedAttributesCount) {
        sum += nameOffset;
    }

    @Override
    public void beginLink() {
        sum++;
    }

    @Override
    public void endLink(
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            int traceStateOffset,
            int traceStateLength,
            int flags,
            int droppedAttributesCount) {
        sum += spanId;
    }

    @Override
    public void endSpan(SpanHeader header) {
        sum += header.spanId ^ header.traceIdHigh ^ header.traceIdLow ^ header.startEpochNanos ^ header.nameOffset;
    }
}
