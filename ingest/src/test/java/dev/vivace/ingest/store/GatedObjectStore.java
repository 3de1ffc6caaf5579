package dev.vivace.ingest.store;

import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.ObjectUpload;
import dev.vivace.objectstore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Holds the next put of a block's meta until it is let go: what happens while a block is being written.
final class GatedObjectStore implements ObjectStore {

    private static final int PATIENCE_SECONDS = 20;

    private final ObjectStore store;
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch opened = new CountDownLatch(1);

    GatedObjectStore(ObjectStore store) {
        this.store = store;
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void put(String key, byte[] body, PutMode mode) throws IOException {
        reached.countDown();
        await(opened);
        store.put(key, body, mode);
    }

    @Override
    public ObjectUpload upload(String key, PutMode mode) throws IOException {
        return store.upload(key, mode);
    }

    @Override
    public void read(String key, long offset, ByteBuffer target) throws IOException {
        store.read(key, offset, target);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return store.open(key);
    }

    @Override
    public StoredObject head(String key) throws IOException {
        return store.head(key);
    }

    @Override
    public List<StoredObject> list(String prefix, String startAfter, int limit) throws IOException {
        return store.list(prefix, startAfter, limit);
    }

    @Override
    public List<String> listFolders(String prefix, String startAfter, int limit) throws IOException {
        return store.listFolders(prefix, startAfter, limit);
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
