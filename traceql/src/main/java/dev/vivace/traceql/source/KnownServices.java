package dev.vivace.traceql.source;

import dev.vivace.model.search.ServiceStats;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// How many spans and errors each service has in each trace of a table, counted once for whoever asks
/// again. About 50 bytes per trace. Immutable.
public final class KnownServices {

    private static final int NUMBERS = ServiceStats.NUMBERS;

    private final List<String> names;
    /// By trace: where its numbers start; one longer than there are traces.
    private final int[] offsets;
    private final char[] numbers;

    private KnownServices(List<String> names, int[] offsets, char[] numbers) {
        this.names = names;
        this.offsets = offsets;
        this.numbers = numbers;
    }

    /// @param traces how many there are
    /// @param services of each trace, all with the same names
    /// @return null if a number is too large to be kept
    public static @Nullable KnownServices of(int traces, IntFunction<ServiceStats> services) {
        int[] offsets = new int[traces + 1];
        char[] numbers = new char[Math.max(16, 8 * NUMBERS * traces)];
        List<String> names = List.of();
        int at = 0;
        for (int trace = 0; trace < traces; trace++) {
            ServiceStats stats = services.apply(trace);
            names = stats.names();
            if (numbers.length - at < NUMBERS * stats.size()) {
                numbers = Arrays.copyOf(numbers, 2 * numbers.length + NUMBERS * stats.size());
            }
            for (int i = 0; i < stats.size(); i++) {
                // errors are no more than spans
                if (stats.name(i) > Character.MAX_VALUE || stats.spanCount(i) > Character.MAX_VALUE) {
                    return null;
                }
                numbers[at] = (char) stats.name(i);
                numbers[at + 1] = (char) stats.spanCount(i);
                numbers[at + 2] = (char) stats.errorCount(i);
                at += NUMBERS;
            }
            offsets[trace + 1] = at;
        }
        return new KnownServices(names, offsets, Arrays.copyOf(numbers, at));
    }

    /// @param trace an ordinal
    public ServiceStats of(int trace) {
        return ServiceStats.among(names, numbers, offsets[trace], offsets[trace + 1]);
    }
}
