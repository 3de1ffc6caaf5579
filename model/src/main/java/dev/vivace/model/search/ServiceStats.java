package dev.vivace.model.search;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How many spans of a trace each service has, and how many of them have status error. An answer of
/// thousands of traces holds them all at once, so they are numbers in an array, which many traces may share
/// as they share the names. Immutable; equal if the entries are.
public final class ServiceStats {

    private static final char[] NONE_SHARED = {};

    /// No service.
    public static final ServiceStats NONE = new Builder(List.of(), 0).build();

    /// Numbers of each entry in the array: which name, spans, errors.
    public static final int NUMBERS = 3;

    private final List<String> names;
    /// The numbers of one trace; null if they are among those of many.
    private final int @Nullable [] own;
    /// Those of many traces; empty if this one has its own.
    private final char[] shared;
    /// Where the numbers of this trace start among them.
    private final int from;

    private final int size;

    /// One service of a trace; its `service.name` is empty if it has none.
    public record Entry(String service, int spanCount, int errorCount) {}

    private ServiceStats(List<String> names, int @Nullable [] own, char[] shared, int from, int size) {
        this.names = names;
        this.own = own;
        this.shared = shared;
        this.from = from;
        this.size = size;
    }

    /// The services of one trace, whose numbers stand among those of others.
    ///
    /// @param names in order of their UTF-8; nobody may change them
    /// @param numbers of each entry [#NUMBERS]: the position of its name, spans, errors; entries of a
    ///     trace in order of their names; nobody may change them
    /// @param from where the numbers of this trace start
    /// @param to where they end
    public static ServiceStats among(List<String> names, char[] numbers, int from, int to) {
        return new ServiceStats(names, null, numbers, from, (to - from) / NUMBERS);
    }

    /// @param entries each service once, in order of the names' UTF-8
    public static ServiceStats of(Entry... entries) {
        Builder builder = new Builder(Arrays.stream(entries).map(Entry::service).toList(), entries.length);
        for (int i = 0; i < entries.length; i++) {
            builder.add(i, entries[i].spanCount, entries[i].errorCount);
        }
        return builder.build();
    }

    /// Takes the services of one trace. Good for one use.
    public static final class Builder {
        private final List<String> names;
        private final int[] numbers;
        private int size;

        /// @param names in order of their UTF-8; nobody may change them
        /// @param count how many will be added
        public Builder(List<String> names, int count) {
            this.names = names;
            this.numbers = new int[NUMBERS * count];
        }

        /// @param name position of the service's name, greater than that of the one added before
        public void add(int name, int spanCount, int errorCount) {
            numbers[size] = name;
            numbers[size + 1] = spanCount;
            numbers[size + 2] = errorCount;
            size += NUMBERS;
        }

        public ServiceStats build() {
            return new ServiceStats(names, numbers, NONE_SHARED, 0, numbers.length / NUMBERS);
        }
    }

    /// How many services there are.
    public int size() {
        return size;
    }

    /// Names of services, those of this trace among them: traces that are found together share one list.
    public List<String> names() {
        return names;
    }

    /// The position in [#names] of entry `i`.
    public int name(int i) {
        return number(NUMBERS * i);
    }

    /// The name of entry `i`.
    public String service(int i) {
        return names.get(name(i));
    }

    public int spanCount(int i) {
        return number(NUMBERS * i + 1);
    }

    public int errorCount(int i) {
        return number(NUMBERS * i + 2);
    }

    private int number(int at) {
        return own == null ? shared[from + at] : own[at];
    }

    /// All of them, in order of the names' UTF-8.
    public List<Entry> entries() {
        return IntStream.range(0, size())
                .mapToObj(i -> new Entry(service(i), spanCount(i), errorCount(i)))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceStats stats && entries().equals(stats.entries());
    }

    @Override
    public int hashCode() {
        return entries().hashCode();
    }

    @Override
    public String toString() {
        return entries().toString();
    }
}
