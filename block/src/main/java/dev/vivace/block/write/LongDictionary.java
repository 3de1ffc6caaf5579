package dev.vivace.block.write;

import java.util.Arrays;

/// The distinct values of an array of numbers, in order of first occurrence, and the code of each value.
///
/// @param values longer than `count`
record LongDictionary(long[] values, int count, int[] codes) {

    static LongDictionary of(long[] numbers, int count) {
        int capacity = 64;
        int[] table = newTable(capacity);
        long[] distinct = new long[32];
        int distinctCount = 0;
        int[] codes = new int[count];
        for (int i = 0; i < count; i++) {
            long number = numbers[i];
            if (i > 0 && number == numbers[i - 1]) {
                codes[i] = codes[i - 1];
                continue;
            }
            int slot = slot(number, capacity - 1);
            while (table[slot] >= 0 && distinct[table[slot]] != number) {
                slot = slot + 1 & capacity - 1;
            }
            if (table[slot] < 0) {
                if (distinctCount == distinct.length) {
                    distinct = Arrays.copyOf(distinct, distinctCount * 2);
                    capacity *= 2;
                    table = newTable(capacity);
                    for (int code = 0; code < distinctCount; code++) {
                        table[freeSlot(table, distinct[code], capacity - 1)] = code;
                    }
                    slot = freeSlot(table, number, capacity - 1);
                }
                distinct[distinctCount] = number;
                table[slot] = distinctCount++;
            }
            codes[i] = table[slot];
        }
        return new LongDictionary(distinct, distinctCount, codes);
    }

    private static int[] newTable(int capacity) {
        int[] table = new int[capacity];
        Arrays.fill(table, -1);
        return table;
    }

    private static int freeSlot(int[] table, long number, int mask) {
        int slot = slot(number, mask);
        while (table[slot] >= 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int slot(long number, int mask) {
        return (int) ((number * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
