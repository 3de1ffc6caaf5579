package dev.vivace.compaction;

import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.ObjectUpload;
import dev.vivace.objectstore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/// Objects as a process sees them that dies at one of its puts or deletes: that one happens or not, no later call
/// does anything. The objects behind it outlive it.
final class MortalObjectStore implements ObjectStore {

    private final ObjectStore objects;
    private final boolean lastHappens;
    private int left;

    /// @param changes it lives through; then comes the last
    MortalObjectStore(ObjectStore objects, int changes, boolean lastHappens) {
        this.objects = objects;
        this.left = changes;
        this.lastHappens = lastHappens;
    }

    boolean isDead() {
        return left < 0;
    }

    private ObjectStore alive() throws IOException {
        if (isDead()) {
            throw new IOException("the process is dead");
        }
        return objects;
    }

    private boolean happens() throws IOException {
        alive();
        return --left >= 0 || lastHappens;
    }

    @Override
    public void put(String key, byte[] body, PutMode mode) throws IOException {
        if (happens()) {
            objects.put(key, body, mode);
        }
        alive();
    }

    @Override
    public void delete(String key) throws IOException {
        if (happens()) {
            objects.delete(key);
        }
        alive();
    }

    @Override
    public ObjectUpload upload(String key, PutMode mode) throws IOException {
        return alive().upload(key, mode);
    }

    @Override
    public void read(String key, long offset, ByteBuffer target) throws IOException {
        alive().read(key, offset, target);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return alive().open(key);
    }

    @Override
    public StoredObject head(String key) throws IOException {
        return alive().head(key);
    }

    @Override
    public List<StoredObject> list(String prefix, String startAfter, int limit) throws IOException {
        return alive().list(prefix, startAfter, limit);
    }

    @Override
    public List<String> listFolders(String prefix, String startAfter, int limit) throws IOException {
        return alive().listFolders(prefix, startAfter, limit);
    }

    @Override
    public void close() {}
}
