package dev.vivace.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Open files, the least recently used closed first, so that a positional read costs one system call.
/// Thread-safe.
///
/// A channel is used by many readers at once and closed when it has left the cache and the last of them is
/// done.
final class ChannelCache implements Closeable {

    private final int maxOpen;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Lease> leases = new LinkedHashMap<>(16, 0.75f, true);

    /// A channel that stays open until its user closes the lease. The user does not close the channel.
    final class Lease implements Closeable {

        private final FileChannel channel;
        private int users;
        private boolean evicted;

        private Lease(FileChannel channel) {
            this.channel = channel;
        }

        FileChannel channel() {
            return channel;
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                users--;
                closeIfUnused();
            } finally {
                lock.unlock();
            }
        }

        private void closeIfUnused() throws IOException {
            if (evicted && users == 0) {
                channel.close();
            }
        }
    }

    ChannelCache(int maxOpen) {
        this.maxOpen = maxOpen;
    }

    /// Opens a file, or finds it open. Under the lock even if it must be opened: a file replaced since is
    /// then sure to
    /// be evicted by the one who replaced it, who comes here afterwards.
    ///
    /// @param file asked for only if it must be opened
    Lease lease(String key, Function<String, Path> file) throws IOException {
        lock.lock();
        try {
            Lease lease = leases.get(key);
            if (lease != null && !lease.channel.isOpen()) {
                // A reader's thread was interrupted, which closes the channel under everybody.
                evict(key);
                lease = null;
            }
            if (lease == null) {
                lease = new Lease(FileChannel.open(file.apply(key), StandardOpenOption.READ));
                leases.put(key, lease);
            }
            lease.users++;
            if (leases.size() > maxOpen) {
                Iterator<Lease> oldest = leases.values().iterator();
                Lease evicted = oldest.next();
                oldest.remove();
                evicted.evicted = true;
                evicted.closeIfUnused();
            }
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets a file that was replaced or deleted.
    void evict(String key) throws IOException {
        lock.lock();
        try {
            Lease lease = leases.remove(key);
            if (lease != null) {
                lease.evicted = true;
                lease.closeIfUnused();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Number of files in the cache.
    int size() {
        lock.lock();
        try {
            return leases.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            for (Lease lease : leases.values()) {
                lease.evicted = true;
                lease.closeIfUnused();
            }
            leases.clear();
        } finally {
            lock.unlock();
        }
    }
}
