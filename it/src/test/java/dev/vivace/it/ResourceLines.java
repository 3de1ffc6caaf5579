package dev.vivace.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Text files among the test's resources, compressed or not.
final class ResourceLines {
    private ResourceLines() {}

    static List<String> of(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    static byte[] bytes(String name) {
        try (InputStream packed = open(name);
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(packed) : packed) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static InputStream open(String name) {
        InputStream stream = ResourceLines.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalArgumentException("no resource " + name);
        }
        return stream;
    }
}
