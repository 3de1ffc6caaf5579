package dev.vivace.bench;

import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.ingest.store.SpanStore;
import dev.vivace.ingest.store.StoreOptions;
import dev.vivace.live.CutPolicy;
import dev.vivace.log.LocalSpanLog;
import dev.vivace.log.LocalSpanLogOptions;
import dev.vivace.model.TenantId;
import dev.vivace.objectstore.InMemoryObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// A store whose spans are all in blocks, the blocks in memory: what is measured is not the disk.
final class BlockFixture implements AutoCloseable {

    private static final long ROOM = 2L << 30;

    private final Path logDirectory;
    private final LocalSpanLog log;
    private final SpanStore store;
    private final long spans;

    BlockFixture(long atLeastSpans) throws IOException {
        logDirectory = Files.createTempDirectory("vivace-bench");
        log = LocalSpanLog.open(
                logDirectory, LocalSpanLogOptions.DEFAULTS.withFsync(LocalSpanLogOptions.FsyncPolicy.AT_ROLL));
        BlockStore blocks = new BlockStore(
                new InMemoryObjectStore(ROOM, Clock.systemUTC()), BlockWriter.Options.FLUSH, Clock.systemUTC());
        CutPolicy never = new CutPolicy(Duration.ofDays(1), Duration.ofDays(1));
        store = new SpanStore(log, blocks, new StoreOptions(never, ROOM, ROOM), System::nanoTime);
        store.start();
        ShopRequests traffic = ShopRequests.of(1, atLeastSpans);
        long sinceFlush = 0;
        for (byte[] request : traffic.requests()) {
            store.take(TenantId.SINGLE, request, 0, request.length).join();
            sinceFlush += request.length;
            if (sinceFlush > 150L << 20) {
                store.flushAll();
                sinceFlush = 0;
            }
        }
        store.flushAll();
        spans = traffic.spans();
    }

    SpanStore store() {
        return store;
    }

    long spans() {
        return spans;
    }

    @Override
    public void close() throws IOException {
        store.close();
        log.close();
        try (Stream<Path> files = Files.walk(logDirectory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
