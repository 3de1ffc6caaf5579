package dev.vivace.traceql.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers pairs of numbers, from 0, in order of first mention. Confined to one thread.
final class PairNumbers {

    private static final int EMPTY = -1;

    /// Of so many left numbers, pairs with so many right ones are found without hashing.
    private static final int NEAR_LEFTS = 1024;

    private static final int NEAR_RIGHTS = 128;

    private int[] lefts = new int[16];
    private int[] rights = new int[16];
    private int[] slots = new int[64];
    private int count;
    /// By left number, then by right number less the base: one more than the pair's number; 0 if it has none so far.
    private int[] @Nullable [] near = new int[16][];
    private int base = -1;

    PairNumbers() {
        Arrays.fill(slots, EMPTY);
    }

    int count() {
        return count;
    }

    int left(int number) {
        return lefts[number];
    }

    int right(int number) {
        return rights[number];
    }

    /// @param left not negative
    /// @param right not negative
    int numberOf(int left, int right) {
        int distance = right - base;
        if (left < near.length && distance >= 0 && distance < NEAR_RIGHTS) {
            int[] rights = near[left];
            if (rights != null && rights[distance] != 0) {
                return rights[distance] - 1;
            }
        }
        return lookUp(left, right);
    }

    private int lookUp(int left, int right) {
        int number = hashed(left, right);
        if (base < 0) {
            base = Math.max(0, right - NEAR_RIGHTS / 2);
        }
        int distance = right - base;
        if (left < NEAR_LEFTS && distance >= 0 && distance < NEAR_RIGHTS) {
            if (left >= near.length) {
                near = Arrays.copyOf(near, Integer.highestOneBit(left) << 1);
            }
            int[] rights = near[left];
            if (rights == null) {
                rights = new int[NEAR_RIGHTS];
                near[left] = rights;
            }
            rights[distance] = number + 1;
        }
        return number;
    }

    private int hashed(int left, int right) {
        int mask = slots.length - 1;
        int slot = hash(left, right) & mask;
        while (slots[slot] != EMPTY) {
            int number = slots[slot];
            if (lefts[number] == left && rights[number] == right) {
                return number;
            }
            slot = slot + 1 & mask;
        }
        if (count == lefts.length) {
            lefts = Arrays.copyOf(lefts, 2 * count);
            rights = Arrays.copyOf(rights, 2 * count);
        }
        lefts[count] = left;
        rights[count] = right;
        slots[slot] = count++;
        if (2 * count > slots.length) {
            rehash();
        }
        return count - 1;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, EMPTY);
        int mask = slots.length - 1;
        for (int number = 0; number < count; number++) {
            int slot = hash(lefts[number], rights[number]) & mask;
            while (slots[slot] != EMPTY) {
                slot = slot + 1 & mask;
            }
            slots[slot] = number;
        }
    }

    private static int hash(int left, int right) {
        long mixed = (left * 0x9E3779B97F4A7C15L ^ right) * 0xC2B2AE3D27D4EB4FL;
        return (int) (mixed >>> 32);
    }
}
