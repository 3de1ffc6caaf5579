package dev.vivace.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something read from files, read again when they change. Thread-safe.
///
/// Files are looked at when the thing is asked for, at most once in [#CHECK_NANOS]. If they cannot be read
/// then, what
/// was read before stays in force and the log says so: a typing mistake locks nobody out.
public final class Reloaded<T> implements Supplier<T> {

    static final long CHECK_NANOS = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);

    private final String what;
    private final List<Path> files;
    private final Reading<T> reading;
    private final LongSupplier nanoTime;
    private volatile T value;
    private List<Object> seen;
    private volatile long checked;

    /// Reads the files.
    public interface Reading<T> {
        T read() throws IOException;
    }

    /// @param what for the log
    /// @param nanoTime a clock like [System#nanoTime()]
    /// @throws IOException if the files cannot be read now
    public Reloaded(String what, List<Path> files, Reading<T> reading, LongSupplier nanoTime) throws IOException {
        this.what = what;
        this.files = List.copyOf(files);
        this.reading = reading;
        this.nanoTime = nanoTime;
        this.seen = stamps();
        this.value = reading.read();
        this.checked = nanoTime.getAsLong();
    }

    @Override
    public T get() {
        if (nanoTime.getAsLong() - checked >= CHECK_NANOS) {
            check();
        }
        return value;
    }

    private synchronized void check() {
        if (nanoTime.getAsLong() - checked < CHECK_NANOS) {
            return;
        }
        checked = nanoTime.getAsLong();
        try {
            List<Object> now = stamps();
            if (!now.equals(seen)) {
                seen = now;
                value = reading.read();
                LOG.info("{} read again from {}", what, files);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("{} in {} cannot be read; what was read before stays in force", what, files, e);
        }
    }

    /// Time, size and identity of each file: one of them changes with the content.
    private List<Object> stamps() throws IOException {
        List<Object> stamps = new ArrayList<>();
        for (Path file : files) {
            FileTime time = Files.getLastModifiedTime(file);
            stamps.add(List.of(time, Files.size(file), file.toRealPath()));
        }
        return stamps;
    }
}
