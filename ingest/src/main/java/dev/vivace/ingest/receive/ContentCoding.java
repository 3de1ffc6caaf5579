package dev.vivace.ingest.receive;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// The compressions a sender may use, by their names in `Content-Encoding` and `grpc-encoding`.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-content-codings">RFC 9110, content codings</a>
enum ContentCoding {
    IDENTITY("identity", "none", "") {
        @Override
        InputStream open(Bytes data) {
            return plain(data);
        }
    },
    GZIP("gzip", "x-gzip") {
        @Override
        InputStream open(Bytes data) throws IOException {
            return new GZIPInputStream(plain(data), BUFFER);
        }
    },
    /// The RFC means zlib's format; some senders leave its two header bytes out, and both are read.
    DEFLATE("deflate", "zlib") {
        @Override
        InputStream open(Bytes data) {
            boolean raw = !hasZlibHeader(data);
            Inflater inflater = new Inflater(raw);
            return new InflaterInputStream(plain(data), inflater, BUFFER) {
                @Override
                public void close() throws IOException {
                    super.close();
                    inflater.end(); // InflaterInputStream ends only an inflater it made itself
                }
            };
        }
    },
    ZSTD("zstd") {
        @Override
        InputStream open(Bytes data) throws IOException {
            ZstdInputStream stream = new ZstdInputStream(plain(data));
            stream.setLongMax(MAX_ZSTD_WINDOW_LOG);
            return stream;
        }
    },
    /// Both formats called so: a bare block, and the framing format.
    SNAPPY("snappy", "x-snappy-framed") {
        @Override
        InputStream open(Bytes data) throws IOException {
            return new SnappyInputStream(data);
        }
    },
    /// The frame format.
    LZ4("lz4") {
        @Override
        InputStream open(Bytes data) {
            return new Lz4InputStream(data);
        }
    };

    private static final int BUFFER = 8192;

    /// 8 MiB, what RFC 8878 asks decoders to support: the window is native memory that no other limit counts.
    private static final int MAX_ZSTD_WINDOW_LOG = 23;

    private final List<String> names;

    ContentCoding(String... names) {
        this.names = List.of(names);
    }

    /// The coding's first name.
    String word() {
        return names.getFirst();
    }

    /// A coding by any of its names, in any case; null if there is no such.
    static @Nullable ContentCoding named(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        for (ContentCoding coding : values()) {
            if (coding.names.contains(lower)) {
                return coding;
            }
        }
        return null;
    }

    /// All names, for a message.
    static String all() {
        return Arrays.stream(values()).map(ContentCoding::word).collect(Collectors.joining(", "));
    }

    /// A stream of the decompressed bytes. It fails with an `IOException` (an `EOFException` if the data is cut
    /// short) and never reads ahead by more than a few buffers, so that whoever reads decides when it has been
    /// enough.
    abstract InputStream open(Bytes data) throws IOException;

    /// The coding whose first bytes these are, though nobody said so; null if they look like none.
    static @Nullable ContentCoding sniff(Bytes data) {
        if (data.length() < 4) {
            return null;
        }
        int first = at(data, 0) << 24 | at(data, 1) << 16 | at(data, 2) << 8 | at(data, 3);
        if (first >>> 16 == 0x1f8b) {
            return GZIP;
        }
        if (first == 0x28b52ffd) {
            return ZSTD;
        }
        if (first == Integer.reverseBytes(Lz4InputStream.MAGIC)) {
            return LZ4;
        }
        if (first >>> 24 == 0x78 && hasZlibHeader(data)) {
            return DEFLATE;
        }
        return null;
    }

    private static boolean hasZlibHeader(Bytes data) {
        return data.length() >= 2 && (at(data, 0) & 0x0f) == 8 && (at(data, 0) << 8 | at(data, 1)) % 31 == 0;
    }

    private static int at(Bytes data, int index) {
        return data.array()[data.offset() + index] & 0xff;
    }

    private static InputStream plain(Bytes data) {
        return new ByteArrayInputStream(data.array(), data.offset(), data.length());
    }
}
