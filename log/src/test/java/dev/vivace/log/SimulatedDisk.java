package dev.vivace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A directory in memory that keeps apart what was written and what would survive a loss of power, and fails when told
/// to. Every call that changes something is a step; faults are set by the number of the step. Thread-safe.
final class SimulatedDisk implements SegmentDirectory {

    /// What goes wrong at a step.
    enum Fault {
        /// The call throws and does nothing.
        ERROR,
        /// A write takes half of the bytes and throws; other calls throw and do nothing.
        ERROR_HALF_WAY,
        /// A write takes half of the bytes and says so; other calls work.
        SHORT_WRITE,
        /// A write takes half of the bytes; from then on the disk is full until [#makeSpace].
        FULL,
        /// A write takes half of the bytes; nothing works any more. Go on with [#afterPowerLoss].
        DEATH
    }

    private static final int SECTOR_BYTES = 512;

    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Map<String, Node> durableEntries = new LinkedHashMap<>();
    private final List<DirectoryChange> pendingChanges = new ArrayList<>();
    private Runnable beforeForce = () -> {};
    private Fault fault = Fault.ERROR;
    private int firstFault = Integer.MAX_VALUE;
    private int lastFault = Integer.MAX_VALUE;
    private int steps;
    private boolean full;
    private boolean dead;

    private static final class Node {
        private byte[] content = new byte[0];
        private byte[] durable = new byte[0];
        /// A sync failed: the kernel dropped the dirty pages and calls them clean.
        private boolean dropped;
    }

    @FunctionalInterface
    private interface DirectoryChange {
        void apply(Map<String, Node> entries);
    }

    /// Sets what goes wrong, and at which steps from now, counted from 1.
    synchronized void failAt(Fault kind, int first, int count) {
        fault = kind;
        firstFault = steps + first;
        lastFault = firstFault + count - 1;
    }

    /// Called before every sync of a file, on the syncing thread.
    synchronized void beforeForce(Runnable action) {
        beforeForce = action;
    }

    synchronized boolean reachedFault() {
        return steps >= firstFault;
    }

    synchronized void makeSpace() {
        full = false;
    }

    synchronized void fill() {
        full = true;
    }

    /// What a disk may hold when power comes back: everything synced, and any part of the rest.
    synchronized SimulatedDisk afterPowerLoss(Random random) {
        SimulatedDisk after = new SimulatedDisk();
        int survived = pendingChanges.isEmpty() ? 0 : random.nextInt(pendingChanges.size() + 1);
        pendingChanges.subList(0, survived).forEach(change -> change.apply(durableEntries));
        durableEntries.forEach((name, node) -> {
            Node copy = new Node();
            copy.content = survivingContent(node, random);
            copy.durable = copy.content.clone();
            after.entries.put(name, copy);
            after.durableEntries.put(name, copy);
        });
        return after;
    }

    /// What the next process finds after a kill: everything written.
    synchronized SimulatedDisk afterKill() {
        SimulatedDisk after = new SimulatedDisk();
        after.entries.putAll(entries);
        after.durableEntries.putAll(durableEntries);
        after.pendingChanges.addAll(pendingChanges);
        return after;
    }

    /// Takes the syncs of a file back: all of it is only in the page cache.
    synchronized void forgetSync(String name) {
        Node node = entries.get(name);
        if (node != null) {
            node.durable = new byte[0];
        }
    }

    synchronized byte[] content(String name) {
        Node node = entries.get(name);
        return node == null ? new byte[0] : node.content.clone();
    }

    synchronized void setContent(String name, byte[] content) {
        Node node = new Node();
        node.content = content.clone();
        node.durable = content.clone();
        entries.put(name, node);
        durableEntries.put(name, node);
    }

    synchronized List<String> segments() {
        return entries.keySet().stream()
                .filter(name -> SegmentHeader.numberOf(name) > 0)
                .sorted()
                .toList();
    }

    synchronized List<String> names() {
        return List.copyOf(entries.keySet());
    }

    @Override
    public synchronized List<String> list() {
        return entries.keySet().stream().filter(name -> !name.contains("/")).toList();
    }

    @Override
    public synchronized SegmentFile create(String name) throws IOException {
        step(0);
        refuseIfFull();
        if (entries.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Node node = new Node();
        change(all -> all.put(name, node));
        return new SimulatedFile(node);
    }

    @Override
    public synchronized SegmentFile open(String name) throws IOException {
        Node node = entries.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return new SimulatedFile(node);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        if (entries.containsKey(name)) {
            step(0);
            change(all -> all.remove(name));
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        step(0);
        change(all -> {
            Node node = all.remove(from);
            if (node != null) {
                all.put(to, node);
            }
        });
    }

    @Override
    public synchronized void force() throws IOException {
        step(0);
        pendingChanges.forEach(change -> change.apply(durableEntries));
        pendingChanges.clear();
    }

    @Override
    public synchronized long usableBytes() {
        return full ? 0 : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "simulated disk";
    }

    private void change(DirectoryChange change) {
        change.apply(entries);
        pendingChanges.add(change);
    }

    /// Counts a step.
    ///
    /// @return how many of the bytes offered may be taken
    private int step(int bytes) throws IOException {
        if (dead) {
            throw new IOException("the disk is dead");
        }
        steps++;
        if (steps < firstFault || steps > lastFault) {
            return bytes;
        }
        switch (fault) {
            case ERROR -> throw new IOException("Input/output error (step " + steps + ")");
            case ERROR_HALF_WAY, DEATH -> {
                dead = fault == Fault.DEATH;
                if (bytes == 0) {
                    throw new IOException("Input/output error (step " + steps + ")");
                }
                return -(bytes / 2);
            }
            case SHORT_WRITE -> {
                return Math.max(Math.min(1, bytes), bytes / 2);
            }
            case FULL -> {
                full = true;
                return bytes / 2;
            }
        }
        return bytes;
    }

    private void refuseIfFull() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
    }

    private static byte[] survivingContent(Node node, Random random) {
        if (random.nextInt(3) == 0) {
            return node.durable;
        }
        if (node.content.length < node.durable.length) {
            return node.content;
        }
        int synced = node.durable.length;
        byte[] result = Arrays.copyOf(node.durable, synced + random.nextInt(node.content.length - synced + 1));
        boolean all = random.nextBoolean();
        for (int at = synced; at < result.length; at++) {
            if (at == synced || at % SECTOR_BYTES == 0) {
                all |= random.nextBoolean();
            }
            result[at] = all ? node.content[at] : 0;
            if (at % SECTOR_BYTES == SECTOR_BYTES - 1) {
                all = random.nextBoolean();
            }
        }
        return result;
    }

    private final class SimulatedFile implements SegmentFile {

        private final Node node;

        SimulatedFile(Node node) {
            this.node = node;
        }

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return node.content.length;
            }
        }

        @Override
        public int read(long position, ByteBuffer target) {
            synchronized (SimulatedDisk.this) {
                if (position >= node.content.length) {
                    return -1;
                }
                int count = (int) Math.min(target.remaining(), node.content.length - position);
                target.put(node.content, (int) position, count);
                return count;
            }
        }

        @Override
        public long write(ByteBuffer[] buffers) throws IOException {
            synchronized (SimulatedDisk.this) {
                int offered = 0;
                for (ByteBuffer buffer : buffers) {
                    offered += buffer.remaining();
                }
                boolean wasFull = full;
                int granted = step(offered);
                if (wasFull) {
                    refuseIfFull();
                }
                take(buffers, Math.abs(granted));
                if (granted < 0 || granted == 0 && offered > 0) {
                    throw new IOException(full ? "No space left on device" : "Input/output error");
                }
                return granted;
            }
        }

        @Override
        public void force() throws IOException {
            Runnable hook;
            synchronized (SimulatedDisk.this) {
                hook = beforeForce;
            }
            hook.run();
            synchronized (SimulatedDisk.this) {
                try {
                    step(0);
                } catch (IOException e) {
                    node.dropped = true;
                    throw e;
                }
                if (!node.dropped) {
                    node.durable = node.content.clone();
                }
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                step(0);
                node.content = Arrays.copyOf(node.content, (int) Math.min(size, node.content.length));
                node.dropped = false;
            }
        }

        @Override
        public void close() {
            // Nothing to give up.
        }

        private void take(ByteBuffer[] buffers, int count) {
            int at = node.content.length;
            node.content = Arrays.copyOf(node.content, at + count);
            for (ByteBuffer buffer : buffers) {
                int part = Math.min(buffer.remaining(), node.content.length - at);
                buffer.get(node.content, at, part);
                at += part;
            }
        }
    }
}
