package dev.vivace.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Compressed text files among the test's resources.
final class ResourceLines {
    private ResourceLines() {}

    static List<String> of(String name) {
        try (InputStream packed = open(name);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
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
