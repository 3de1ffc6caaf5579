package dev.vivace.block.write;

/// Buffers that the columns of a block share while they are encoded one after the other. Confined to one thread.
final class Scratch {

    final GroupValues group = new GroupValues();
    final ValueEncoder encoder = new ValueEncoder();
    private int[] slots = new int[1024];

    /// At least `rows` entries of any content.
    int[] slots(int rows) {
        if (slots.length < rows) {
            slots = new int[Math.max(rows, slots.length * 2)];
        }
        return slots;
    }
}
