package dev.vivace.objectstore;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Objects as files of one directory: the key is the path. Thread-safe, for one process at a time; other
/// programs may
/// read along, as every file is whole and never changes once it has its name.
///
/// A body goes to a file in `~uploads`, a name no key can have, is synced, and then gets its name: by a
/// rename that
/// replaces ([ObjectStore.PutMode#OVERWRITE]) or by a hard link that refuses to
/// ([ObjectStore.PutMode#IF_ABSENT]; where the file system has no hard links, by a look and a rename under
/// a lock,
/// which
/// holds within this process); then the directories on the way are synced. What a crash left in `~uploads` is
/// deleted when the store is opened. Folders that become empty are removed. Files with names that are no
/// keys are
/// ignored.
public final class DirectoryObjectStore implements ObjectStore {

    static final String UPLOADS = "~uploads";

    /// Open files kept for positional reads. A block is read through one; far below usual limits of 1024
    /// per process.
    private static final int MAX_OPEN_FILES = 256;

    /// The JDK keeps a direct buffer as large as the largest read per thread: reads are cut so that it
    /// stays small.
    private static final int MAX_READ_BYTES = 1 << 20;

    /// How often another thread's interrupt may close the file under a reader before that counts as a failure.
    private static final int MAX_REOPENS = 100;

    private final Path root;
    private final Path uploads;
    private final boolean hardLinks;
    private final ReentrantLock namingLock = new ReentrantLock();
    private final ChannelCache channels = new ChannelCache(MAX_OPEN_FILES);

    /// Opens the store in a directory, which is created if need be, and deletes what unfinished uploads left.
    public static DirectoryObjectStore open(Path root) throws IOException {
        Path uploads = root.resolve(UPLOADS);
        Files.createDirectories(uploads);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(uploads)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return new DirectoryObjectStore(root, uploads, hasHardLinks(uploads));
    }

    private DirectoryObjectStore(Path root, Path uploads, boolean hardLinks) {
        this.root = root;
        this.uploads = uploads;
        this.hardLinks = hardLinks;
    }

    @Override
    public void put(String key, byte[] body, PutMode mode) throws IOException {
        try (ObjectUpload upload = upload(key, mode)) {
            upload.write(body, 0, body.length);
            upload.commit();
        }
    }

    @Override
    public ObjectUpload upload(String key, PutMode mode) throws IOException {
        return FileUpload.begin(this, ObjectKeys.checkKey(key), mode, uploads);
    }

    @Override
    public void read(String key, long offset, ByteBuffer target) throws IOException {
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "read of object '" + key + "' at offset " + offset + " (expected: 0 up)");
        }
        int start = target.position();
        for (int attempt = 0; ; attempt++) {
            try (ChannelCache.Lease lease = channels.lease(key, this::path)) {
                readFully(lease, key, offset, target);
                return;
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                if (attempt == MAX_REOPENS) {
                    throw e;
                }
                target.position(start);
            } catch (FileSystemException e) {
                throw notAnObject(key, path(key), e);
            } catch (IOException e) {
                // A directory can be opened like a file, and only reading it fails.
                if (Files.isDirectory(path(key))) {
                    channels.evict(key);
                    throw missing(key, e);
                }
                throw e;
            }
        }
    }

    @Override
    public InputStream open(String key) throws IOException {
        Path file = path(key);
        if (Files.isDirectory(file)) {
            throw new NoSuchObjectException(key, this);
        }
        try {
            return Files.newInputStream(file);
        } catch (FileSystemException e) {
            throw notAnObject(key, file, e);
        }
    }

    @Override
    public StoredObject head(String key) throws IOException {
        Path file = path(key);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new NoSuchObjectException(key, this);
            }
            return new StoredObject(
                    key, attributes.size(), attributes.lastModifiedTime().toInstant());
        } catch (FileSystemException e) {
            throw notAnObject(key, file, e);
        }
    }

    @Override
    public List<StoredObject> list(String prefix, String startAfter, int limit) throws IOException {
        ObjectKeys.checkPrefix(prefix);
        return new DirectoryListing(root, prefix, startAfter, ObjectKeys.checkLimit(limit)).objects();
    }

    @Override
    public List<String> listFolders(String prefix, String startAfter, int limit) throws IOException {
        ObjectKeys.checkFolder(prefix);
        return new DirectoryListing(root, prefix, startAfter, ObjectKeys.checkLimit(limit)).folders();
    }

    @Override
    public void delete(String key) throws IOException {
        Path file = path(key);
        if (Files.isDirectory(file)) {
            return;
        }
        boolean deleted;
        try {
            deleted = Files.deleteIfExists(file);
        } catch (FileSystemException e) {
            if (isBelowFile(file)) {
                return;
            }
            throw e;
        }
        channels.evict(key);
        if (deleted) {
            removeEmptyFolders(file);
        }
    }

    @Override
    public void close() throws IOException {
        channels.close();
    }

    @Override
    public String toString() {
        return "the directory " + root;
    }

    Path root() {
        return root;
    }

    Path path(String key) {
        return root.resolve(ObjectKeys.checkKey(key));
    }

    /// Gives a finished file its name. The folder must exist.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken and the mode is
    ///     [PutMode#IF_ABSENT]
    void name(Path file, String key, PutMode mode) throws IOException {
        Path target = path(key);
        if (mode == PutMode.IF_ABSENT && hardLinks) {
            Files.createLink(target, file);
            return;
        }
        namingLock.lock();
        try {
            if (mode == PutMode.IF_ABSENT && Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            namingLock.unlock();
        }
        channels.evict(key);
    }

    /// Not every file system that containers and desktops mount has them.
    private static boolean hasHardLinks(Path uploads) throws IOException {
        Path file = Files.createTempFile(uploads, "probe", "");
        Path link = uploads.resolve(file.getFileName() + "-link");
        try {
            Files.createLink(link, file);
            return true;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(file);
        }
    }

    private static void readFully(ChannelCache.Lease lease, String key, long offset, ByteBuffer target)
            throws IOException {
        int limit = target.limit();
        long at = offset;
        try {
            while (target.position() < limit) {
                target.limit(Math.min(limit, target.position() + MAX_READ_BYTES));
                int count = lease.channel().read(target, at);
                if (count < 0) {
                    throw new EOFException("object '" + key + "' has "
                            + lease.channel().size()
                            + " bytes (expected: at least " + (at + limit - target.position()) + " for a read at "
                            + offset + ")");
                }
                at += count;
            }
        } finally {
            target.limit(limit);
        }
    }

    private NoSuchObjectException missing(String key, IOException cause) {
        NoSuchObjectException missing = new NoSuchObjectException(key, this);
        missing.initCause(cause);
        return missing;
    }

    /// Tells "there is no such object" from trouble: missing, or a part of the path is a file.
    private IOException notAnObject(String key, Path file, FileSystemException failure) {
        boolean missing = failure instanceof NoSuchFileException || isBelowFile(file);
        return missing ? missing(key, failure) : failure;
    }

    private boolean isBelowFile(Path file) {
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            if (Files.isRegularFile(folder)) {
                return true;
            }
        }
        return false;
    }

    private void removeEmptyFolders(Path file) throws IOException {
        Path folder = file.getParent();
        boolean removed = true;
        while (removed && folder != null && !folder.equals(root)) {
            try {
                Files.deleteIfExists(folder);
                folder = folder.getParent();
            } catch (DirectoryNotEmptyException e) {
                removed = false;
            }
        }
        if (folder != null) {
            FileUpload.forceDirectory(folder);
        }
    }
}
