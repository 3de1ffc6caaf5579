package dev.vivace.objectstore;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Objects in memory, gone with the process: for tests and for runs that are to leave nothing behind. Thread-safe.
/// Bounded: past its size puts throw [StoreFullException].
public final class InMemoryObjectStore implements ObjectStore {

    private final long maxBytes;
    private final Clock clock;
    private final TreeMap<String, Entry> objects = new TreeMap<>();
    private long sizeBytes;

    private record Entry(byte[] body, Instant lastModified) {}

    /// An empty store.
    ///
    /// @param maxBytes the most that objects may hold together
    /// @param clock gives [StoredObject#lastModified]
    public InMemoryObjectStore(long maxBytes, Clock clock) {
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public void put(String key, byte[] body, PutMode mode) throws IOException {
        ObjectKeys.checkKey(key);
        store(key, body.clone(), mode);
    }

    @Override
    public ObjectUpload upload(String key, PutMode mode) {
        return new Upload(ObjectKeys.checkKey(key), mode);
    }

    @Override
    public void read(String key, long offset, ByteBuffer target) throws IOException {
        byte[] body = entry(key).body();
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "read of object '" + key + "' at offset " + offset + " (expected: 0 up)");
        }
        if (offset > body.length - target.remaining()) {
            throw new EOFException("object '" + key + "' has " + body.length + " bytes (expected: at least "
                    + (offset + target.remaining()) + " for a read at " + offset + ")");
        }
        target.put(body, (int) offset, target.remaining());
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new ByteArrayInputStream(entry(key).body());
    }

    @Override
    public StoredObject head(String key) throws IOException {
        Entry entry = entry(key);
        return new StoredObject(key, entry.body().length, entry.lastModified());
    }

    @Override
    public synchronized List<StoredObject> list(String prefix, String startAfter, int limit) {
        ObjectKeys.checkPrefix(prefix);
        ObjectKeys.checkLimit(limit);
        List<StoredObject> found = new ArrayList<>();
        boolean inside = startAfter.compareTo(prefix) >= 0;
        Map<String, Entry> behind = inside ? objects.tailMap(startAfter, false) : objects.tailMap(prefix, true);
        for (Map.Entry<String, Entry> object : behind.entrySet()) {
            if (!object.getKey().startsWith(prefix) || found.size() == limit) {
                break;
            }
            Entry entry = object.getValue();
            found.add(new StoredObject(object.getKey(), entry.body().length, entry.lastModified()));
        }
        return found;
    }

    @Override
    public synchronized List<String> listFolders(String prefix, String startAfter, int limit) {
        ObjectKeys.checkFolder(prefix);
        ObjectKeys.checkLimit(limit);
        List<String> folders = new ArrayList<>();
        String key = objects.ceilingKey(prefix);
        while (key != null && key.startsWith(prefix) && folders.size() < limit) {
            int slash = key.indexOf('/', prefix.length());
            if (slash < 0) {
                key = objects.higherKey(key);
                continue;
            }
            String folder = key.substring(0, slash + 1);
            if (folder.compareTo(startAfter) > 0) {
                folders.add(folder);
            }
            // '0' is the character behind '/': the first key outside the folder.
            key = objects.ceilingKey(key.substring(0, slash) + '0');
        }
        return folders;
    }

    @Override
    public synchronized void delete(String key) {
        Entry old = objects.remove(ObjectKeys.checkKey(key));
        if (old != null) {
            sizeBytes -= old.body().length;
        }
    }

    /// Objects stay: closing gives up nothing.
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "the in-memory store";
    }

    private synchronized Entry entry(String key) throws NoSuchObjectException {
        Entry entry = objects.get(ObjectKeys.checkKey(key));
        if (entry == null) {
            throw new NoSuchObjectException(key, this);
        }
        return entry;
    }

    private synchronized void store(String key, byte[] body, PutMode mode) throws IOException {
        Entry old = objects.get(key);
        if (old != null && mode == PutMode.IF_ABSENT) {
            throw new ObjectExistsException(key, this);
        }
        refuseFolderConflict(key);
        long size = sizeBytes + body.length - (old == null ? 0 : old.body().length);
        if (size > maxBytes) {
            throw new StoreFullException(key, this, size + " bytes (limit: " + maxBytes + ")", null);
        }
        objects.put(key, new Entry(body, clock.instant()));
        sizeBytes = size;
    }

    private void refuseFolderConflict(String key) throws IOException {
        String below = objects.ceilingKey(key + "/");
        if (below != null && below.startsWith(key + "/")) {
            throw new IOException("object '" + key + "' cannot be put: it is the folder of '" + below + "'");
        }
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            if (objects.containsKey(key.substring(0, slash))) {
                throw new IOException("object '" + key + "' cannot be put: its folder '" + key.substring(0, slash)
                        + "' is an object");
            }
        }
    }

    private final class Upload extends ObjectUpload {

        private final String key;
        private final PutMode mode;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean ended;

        Upload(String key, PutMode mode) {
            this.key = key;
            this.mode = mode;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            requireOpen();
            if (body.size() + (long) length > maxBytes) {
                throw new StoreFullException(
                        key, InMemoryObjectStore.this, "more than " + maxBytes + " bytes, its limit", null);
            }
            body.write(bytes, offset, length);
        }

        @Override
        public void commit() throws IOException {
            requireOpen();
            ended = true;
            store(key, body.toByteArray(), mode);
        }

        @Override
        public long sizeBytes() {
            return body.size();
        }

        @Override
        public void close() {
            ended = true;
        }

        private void requireOpen() {
            if (ended) {
                throw new IllegalStateException(
                        "upload of '" + key + "' has ended (expected: before commit and close)");
            }
        }
    }
}
