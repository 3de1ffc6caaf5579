package dev.vivace.objectstore.testing;

import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.ObjectUpload;
import dev.vivace.objectstore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A store that fails when told to, and otherwise does what the store behind it does. Thread-safe.
///
/// ```java
/// store.fail(Operation.PUT, 3, Moment.BEFORE);   // the third put from now does nothing and throws
/// store.fail(Operation.PUT, 1, Moment.AFTER);    // the next put happens, but its caller hears otherwise
/// ```
public final class FaultyObjectStore implements ObjectStore {

    /// What can fail. Every call of [FaultyObjectStore#read] counts as one; an upload counts as `UPLOAD` when begun, as
    /// `WRITE` with each write, and as `COMMIT`.
    public enum Operation {
        PUT,
        UPLOAD,
        WRITE,
        COMMIT,
        READ,
        OPEN,
        HEAD,
        LIST,
        DELETE
    }

    /// When a call fails: before anything happens, or after it happened, as when a reply is lost on the way.
    public enum Moment {
        BEFORE,
        AFTER
    }

    private final ObjectStore store;
    private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
    private final List<Fault> faults = new ArrayList<>();

    private record Fault(Operation operation, int call, Moment moment) {}

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    public FaultyObjectStore(ObjectStore store) {
        this.store = store;
    }

    /// Lets one call fail with an [IOException].
    ///
    /// @param nth which call of that operation from now on, 1 for the next
    public synchronized void fail(Operation operation, int nth, Moment moment) {
        if (nth < 1) {
            throw new IllegalArgumentException("fault at call " + nth + " from now (expected: 1 or more)");
        }
        faults.add(new Fault(operation, calls(operation) + nth, moment));
    }

    /// How many calls of an operation there were.
    public synchronized int calls(Operation operation) {
        return calls.getOrDefault(operation, 0);
    }

    /// Whether faults wait for their call.
    public synchronized boolean hasPendingFaults() {
        return !faults.isEmpty();
    }

    @Override
    public void put(String key, byte[] body, PutMode mode) throws IOException {
        run(Operation.PUT, key, () -> {
            store.put(key, body, mode);
            return key;
        });
    }

    @Override
    public ObjectUpload upload(String key, PutMode mode) throws IOException {
        return new Upload(key, run(Operation.UPLOAD, key, () -> store.upload(key, mode)));
    }

    @Override
    public void read(String key, long offset, ByteBuffer target) throws IOException {
        run(Operation.READ, key, () -> {
            store.read(key, offset, target);
            return key;
        });
    }

    @Override
    public InputStream open(String key) throws IOException {
        return run(Operation.OPEN, key, () -> store.open(key));
    }

    @Override
    public StoredObject head(String key) throws IOException {
        return run(Operation.HEAD, key, () -> store.head(key));
    }

    @Override
    public List<StoredObject> list(String prefix, String startAfter, int limit) throws IOException {
        return run(Operation.LIST, prefix, () -> store.list(prefix, startAfter, limit));
    }

    @Override
    public List<String> listFolders(String prefix, String startAfter, int limit) throws IOException {
        return run(Operation.LIST, prefix, () -> store.listFolders(prefix, startAfter, limit));
    }

    @Override
    public void delete(String key) throws IOException {
        run(Operation.DELETE, key, () -> {
            store.delete(key);
            return key;
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    @Override
    public String toString() {
        return store + ", with faults";
    }

    private <T> T run(Operation operation, String key, Call<T> call) throws IOException {
        List<Moment> moments = count(operation);
        if (moments.contains(Moment.BEFORE)) {
            throw new IOException("injected fault before " + operation + " of '" + key + "'");
        }
        T result = call.run();
        if (moments.contains(Moment.AFTER)) {
            if (result instanceof AutoCloseable handle) {
                close(handle);
            }
            throw new IOException("injected fault after " + operation + " of '" + key + "'");
        }
        return result;
    }

    private static void close(AutoCloseable handle) throws IOException {
        try {
            handle.close();
        } catch (Exception e) {
            throw new IOException("handle could not be closed for an injected fault", e);
        }
    }

    private synchronized List<Moment> count(Operation operation) {
        int call = calls.merge(operation, 1, Integer::sum);
        List<Moment> moments = new ArrayList<>();
        faults.removeIf(fault -> {
            boolean due = fault.operation() == operation && fault.call() == call;
            if (due) {
                moments.add(fault.moment());
            }
            return due;
        });
        return moments;
    }

    private final class Upload extends ObjectUpload {

        private final String key;
        private final ObjectUpload upload;

        Upload(String key, ObjectUpload upload) {
            this.key = key;
            this.upload = upload;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            run(Operation.WRITE, key, () -> {
                upload.write(bytes, offset, length);
                return key;
            });
        }

        @Override
        public void commit() throws IOException {
            run(Operation.COMMIT, key, () -> {
                upload.commit();
                return key;
            });
        }

        @Override
        public long sizeBytes() {
            return upload.sizeBytes();
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }
}
