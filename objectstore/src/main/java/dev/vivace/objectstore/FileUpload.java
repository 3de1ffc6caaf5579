package dev.vivace.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// An object of a [DirectoryObjectStore] on its way: a file under another name until the commit.
final class FileUpload extends ObjectUpload {

    /// How often the folder may be removed, by deletions of its last object, between making it and using it.
    private static final int MAX_ATTEMPTS = 100;

    /// A write that fails with less than this left counts as "disk full" whatever the system's message
    /// says: messages
    /// are translated, and file systems keep a reserve.
    private static final long FULL_BELOW_BYTES = 1 << 20;

    private static final int MAX_WRITE_BYTES = 1 << 20;

    private final DirectoryObjectStore store;
    private final String key;
    private final ObjectStore.PutMode mode;
    private final Path file;
    private final FileChannel channel;
    private long sizeBytes;
    private boolean ended;

    private FileUpload(
            DirectoryObjectStore store, String key, ObjectStore.PutMode mode, Path file, FileChannel channel) {
        this.store = store;
        this.key = key;
        this.mode = mode;
        this.file = file;
        this.channel = channel;
    }

    static FileUpload begin(DirectoryObjectStore store, String key, ObjectStore.PutMode mode, Path uploads)
            throws IOException {
        Path file = uploads.resolve(UUID.randomUUID().toString());
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new FileUpload(store, key, mode, file, channel);
        } catch (IOException e) {
            throw asFailure(store, key, 0, e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireOpen();
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        int end = left.limit();
        try {
            while (left.position() < end) {
                left.limit(Math.min(end, left.position() + MAX_WRITE_BYTES));
                sizeBytes += channel.write(left);
            }
        } catch (IOException e) {
            ended = true;
            throw asFailure(store, key, sizeBytes + end - left.position(), e);
        }
    }

    @Override
    public void commit() throws IOException {
        requireOpen();
        ended = true;
        try {
            channel.force(true);
            channel.close();
            name();
        } catch (FileAlreadyExistsException e) {
            throw exists(e);
        } catch (IOException e) {
            throw asFailure(store, key, sizeBytes, e);
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try (channel) {
            Files.deleteIfExists(file);
        }
    }

    /// Makes the entries of a directory durable. Linux and macOS sync a directory through a read-only
    /// channel on it.
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException e) {
            // Removed meanwhile, as its last object was: there is no entry left to lose.
            return;
        }
    }

    private void name() throws IOException {
        Path folder = parent(store.path(key));
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(folder);
                store.name(file, key, mode);
                break;
            } catch (NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            } catch (FileAlreadyExistsException e) {
                if (attempt == MAX_ATTEMPTS || !wasFolder(e)) {
                    throw e;
                }
            }
        }
        // Every folder up to the root: another thread may have made one of them and not synced it yet.
        for (Path directory = folder; ; directory = parent(directory)) {
            forceDirectory(directory);
            if (directory.equals(store.root())) {
                return;
            }
        }
    }

    /// A folder that another thread removed, as its last object was deleted, between the attempt to make it
    /// and the
    /// look at what is there instead.
    private boolean wasFolder(FileAlreadyExistsException e) {
        Path obstacle = Path.of(e.getFile());
        return !obstacle.equals(store.path(key)) && !Files.isRegularFile(obstacle);
    }

    private IOException exists(FileAlreadyExistsException e) {
        Path target = store.path(key);
        if (Files.isRegularFile(target)) {
            ObjectExistsException exists = new ObjectExistsException(key, store);
            exists.initCause(e);
            return exists;
        }
        return new IOException(
                "object '" + key + "' cannot be put into " + store + ": '" + e.getFile()
                        + "' is in the way (expected: no key that is the folder of another)",
                e);
    }

    private static IOException asFailure(DirectoryObjectStore store, String key, long bytes, IOException failure) {
        String message = failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(failure.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded") || isFull(store, bytes)) {
            return new StoreFullException(key, store, "the disk is full (" + message + ")", failure);
        }
        return new IOException(
                "object '" + key + "' of " + bytes + " bytes could not be put into " + store + ": " + message, failure);
    }

    private static boolean isFull(DirectoryObjectStore store, long bytes) {
        try {
            return Files.getFileStore(store.root()).getUsableSpace() < Math.max(bytes, FULL_BELOW_BYTES);
        } catch (IOException e) {
            return false;
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("upload of '" + key + "' has ended (expected: before commit and close)");
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("path '" + path + "' has no parent (expected: one below the store's root)");
        }
        return parent;
    }
}
