package dev.vivace.log;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Frames on their way to the disk: the group that gathers while another is being written, both in native memory that
/// goes to the file without another copy. Guarded by the log's lock; a taken [Group] belongs to who took it.
///
/// Memory comes in chunks and is used again. Chunks that lay idle through [#GROUPS_PER_TRIM] groups go back to the
/// system, so that a rush does not cost memory for ever.
final class GatherBuffer {

    static final int CHUNK_BYTES = 1 << 20;

    private static final int GROUPS_PER_TRIM = 64;
    /// One for each of the two groups.
    private static final int MIN_CHUNKS = 2;

    private final int maxChunks;
    private final ArrayDeque<Chunk> idle = new ArrayDeque<>();
    private int allocated;
    private int leastIdle;
    private int groupsSinceTrim;
    private Group gathering = new Group();

    private record Chunk(Arena arena, ByteBuffer buffer) {}

    /// Frames that are written and synced together, in the order they came.
    static final class Group {
        private final List<Chunk> chunks = new ArrayList<>();
        private final List<Append> appends = new ArrayList<>();
        private int[] frameBytes = new int[16];
        private long bytes;

        List<Append> appends() {
            return appends;
        }

        /// Size of the frame of the append at an index.
        int frameBytes(int index) {
            return frameBytes[index];
        }

        long bytes() {
            return bytes;
        }

        ByteBuffer[] buffers() {
            ByteBuffer[] buffers = new ByteBuffer[chunks.size()];
            for (int i = 0; i < buffers.length; i++) {
                buffers[i] = chunks.get(i).buffer().flip();
            }
            return buffers;
        }

        private int room() {
            return chunks.isEmpty() ? 0 : chunks.getLast().buffer().remaining();
        }

        private void add(Append append, int size) {
            if (appends.size() == frameBytes.length) {
                frameBytes = Arrays.copyOf(frameBytes, 2 * frameBytes.length);
            }
            frameBytes[appends.size()] = size;
            appends.add(append);
            bytes += size;
        }
    }

    GatherBuffer(long maxBytes) {
        this.maxChunks = Math.max(MIN_CHUNKS, (int) (maxBytes / CHUNK_BYTES));
    }

    /// Copies a frame behind the others.
    ///
    /// @return false if there is no room; nothing has changed then
    boolean add(Append append, byte[] head, byte[] payload, int offset, int length) {
        long size = (long) head.length + length;
        int chunksNeeded = (int) ((size - gathering.room() + CHUNK_BYTES - 1) / CHUNK_BYTES);
        if (!reserve(chunksNeeded)) {
            return false;
        }
        copy(head, 0, head.length);
        copy(payload, offset, length);
        gathering.add(append, (int) size);
        return true;
    }

    boolean isEmpty() {
        return gathering.appends.isEmpty();
    }

    /// Hands out what has gathered; the next frame begins another group.
    Group take() {
        Group group = gathering;
        gathering = new Group();
        return group;
    }

    /// Takes a group's memory back.
    void release(Group group) {
        for (Chunk chunk : group.chunks) {
            chunk.buffer().clear();
            idle.push(chunk);
        }
        group.chunks.clear();
        if (++groupsSinceTrim >= GROUPS_PER_TRIM) {
            for (int i = 0; i < leastIdle && allocated > MIN_CHUNKS; i++) {
                idle.removeLast().arena().close();
                allocated--;
            }
            groupsSinceTrim = 0;
            leastIdle = idle.size();
        }
    }

    /// Gives all memory back. No group may be out.
    void free() {
        release(take());
        while (!idle.isEmpty()) {
            idle.pop().arena().close();
        }
        allocated = 0;
    }

    /// Native memory held, in bytes.
    long allocatedBytes() {
        return (long) allocated * CHUNK_BYTES;
    }

    private boolean reserve(int chunks) {
        while (idle.size() < chunks) {
            if (allocated == maxChunks || !allocate()) {
                return false;
            }
        }
        return true;
    }

    private boolean allocate() {
        Arena arena = Arena.ofShared();
        try {
            idle.addLast(new Chunk(arena, arena.allocate(CHUNK_BYTES).asByteBuffer()));
        } catch (OutOfMemoryError e) {
            // The process's native memory is at its ceiling: a full buffer to the caller, who is told to come again.
            arena.close();
            return false;
        }
        allocated++;
        return true;
    }

    private void copy(byte[] source, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (gathering.room() == 0) {
                gathering.chunks.add(idle.pop());
                leastIdle = Math.min(leastIdle, idle.size());
            }
            ByteBuffer chunk = gathering.chunks.getLast().buffer();
            int count = Math.min(length - done, chunk.remaining());
            chunk.put(source, offset + done, count);
            done += count;
        }
    }
}
