package dev.vivace.live;

import dev.vivace.live.chunk.ContentHash;
import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;
import dev.vivace.live.chunk.Staged;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.wire.otlp.OtlpEncoder;
import dev.vivace.wire.otlp.OtlpObjects;
import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Where spans come from: the distinct resources of a table, or its distinct instrumentation scopes. Each is
/// one row
/// here, named by its code in the spans' rows, and decoded once, when it is first seen: its attributes become
/// sparse columns over these rows.
final class OriginStore extends Staged {

    enum Kind {
        RESOURCE,
        SCOPE
    }

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /// What an attribute takes as objects, for a moment, by byte of its message: those of a few bytes take
    /// most.
    private static final int OBJECT_BYTES_PER_BYTE = 12;

    private final Footprint footprint;
    private final Kind kind;
    /// Length of the message in 4 bytes, the message, the schema URL.
    private final Dictionary messages;

    final AttributeStore attributes;
    private final LongChunks hashes;
    /// Instrumentation scopes only: their names and versions, as codes of `texts`.
    final IntChunks nameCodes;

    final IntChunks versionCodes;
    final Dictionary texts;

    private byte[] packed = new byte[512];
    private int markSize;

    OriginStore(Kind kind, Stage stage, Footprint footprint) {
        super(stage);
        this.footprint = footprint;
        this.kind = kind;
        this.messages = new Dictionary(stage, footprint);
        this.attributes = new AttributeStore(stage, footprint);
        this.hashes = new LongChunks(footprint);
        this.nameCodes = new IntChunks(footprint);
        this.versionCodes = new IntChunks(footprint);
        this.texts = new Dictionary(stage, footprint);
    }

    /// Writer only: the code of a message and its schema URL.
    int intern(byte[] data, int offset, int length, int schemaUrlOffset, int schemaUrlLength) {
        int packedLength = Math.addExact(Math.addExact(length, schemaUrlLength), 4);
        if (packedLength > packed.length) {
            packed = new byte[Math.max(packedLength, (int) Math.min(Integer.MAX_VALUE - 8, packed.length * 2L))];
        }
        INTS.set(packed, 0, length);
        System.arraycopy(data, offset, packed, 4, length);
        System.arraycopy(data, schemaUrlOffset, packed, 4 + length, schemaUrlLength);
        return intern(packed, 0, packedLength);
    }

    /// Writer only: the code in this store of an origin of another store.
    int copy(OriginStore from, int code) {
        Dictionary other = from.messages;
        return intern(other.array(code), other.offset(code), other.length(code));
    }

    /// A hash of the message and the schema URL, the same in every table.
    long hash(int code) {
        return hashes.get(code);
    }

    /// Writer only.
    int size() {
        return hashes.size();
    }

    Resource resource(int code) {
        byte[] data = messages.array(code);
        int at = messages.offset(code);
        return OtlpObjects.resource(data, at + 4, (int) INTS.get(data, at), schemaUrl(code));
    }

    InstrumentationScope scope(int code) {
        byte[] data = messages.array(code);
        int at = messages.offset(code);
        return OtlpObjects.scope(data, at + 4, (int) INTS.get(data, at), schemaUrl(code));
    }

    private String schemaUrl(int code) {
        byte[] data = messages.array(code);
        int at = messages.offset(code);
        int messageLength = (int) INTS.get(data, at);
        return new String(
                data, at + 4 + messageLength, messages.length(code) - 4 - messageLength, StandardCharsets.UTF_8);
    }

    private int intern(byte[] data, int offset, int length) {
        int code = messages.intern(data, offset, length);
        if (code == hashes.size()) {
            checkRoom((long) length * OBJECT_BYTES_PER_BYTE);
            touch();
            hashes.append(ContentHash.of(data, offset, length));
            shred(code);
        }
        return code;
    }

    private void checkRoom(long more) {
        if (!footprint.hasRoom(more)) {
            throw new LiveTableFullException();
        }
    }

    private void shred(int code) {
        List<Attribute> list = switch (kind) {
            case RESOURCE -> resource(code).attributes();
            case SCOPE -> {
                InstrumentationScope scope = scope(code);
                nameCodes.append(text(scope.name()));
                versionCodes.append(text(scope.version()));
                yield scope.attributes();
            }
        };
        for (Attribute attribute : list) {
            checkRoom(0);
            byte[] key = attribute.key().getBytes(StandardCharsets.UTF_8);
            switch (attribute.value()) {
                case AttributeValue.Text(String text) -> {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    dictionaryColumn(key, ValueType.TEXT).append(code, bytes, 0, bytes.length);
                }
                case AttributeValue.Int(long number) ->
                    numberColumn(key, ValueType.INT).append(code, number);
                case AttributeValue.Real(double number) ->
                    numberColumn(key, ValueType.REAL).append(code, Double.doubleToRawLongBits(number));
                case AttributeValue.Bool(boolean flag) ->
                    numberColumn(key, ValueType.BOOL).append(code, flag ? 1 : 0);
                case AttributeValue.Bytes _,
                        AttributeValue.Many _,
                        AttributeValue.Fields _,
                        AttributeValue.Absent _ -> {
                    byte[] bytes = anyValue(attribute.value());
                    dictionaryColumn(key, ValueType.COMPOSITE).append(code, bytes, 0, bytes.length);
                }
            }
        }
    }

    private DictionaryColumn dictionaryColumn(byte[] key, ValueType type) {
        return (DictionaryColumn) attributes.columnOf(key, 0, key.length, type);
    }

    private NumberColumn numberColumn(byte[] key, ValueType type) {
        return (NumberColumn) attributes.columnOf(key, 0, key.length, type);
    }

    private int text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return texts.intern(bytes, 0, bytes.length);
    }

    /// The `AnyValue` message alone, without the field that would carry it.
    private static byte[] anyValue(AttributeValue value) {
        ProtobufWriter out = new ProtobufWriter(64);
        OtlpEncoder.value(1, value, out);
        byte[] framed = out.toByteArray();
        ProtobufReader reader = new ProtobufReader(framed, 0, framed.length);
        reader.next();
        return Arrays.copyOfRange(framed, reader.valueOffset(), reader.valueOffset() + reader.valueLength());
    }

    @Override
    protected void mark() {
        markSize = hashes.size();
    }

    @Override
    protected void commit() {
        // the table publishes how many there are
    }

    @Override
    protected void rollback() {
        hashes.truncate(markSize);
        if (kind == Kind.SCOPE) {
            nameCodes.truncate(markSize);
            versionCodes.truncate(markSize);
        }
    }
}
