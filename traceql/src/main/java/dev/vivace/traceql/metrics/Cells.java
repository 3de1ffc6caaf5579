package dev.vivace.traceql.metrics;

import dev.vivace.model.work.QueryWork;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers per series and interval: `width` of them in each cell. An array per series, as long as the
/// part of the grid in which the series has something. Confined to one thread.
final class Cells {

    private static final double[] NONE = {};

    private final int intervals;
    private final int width;
    private final double empty;
    private final Answered answered;
    private final Budget budget;
    private double[][] arrays = new double[16][];
    private int[] firsts = new int[16];
    private int count;

    /// How many cells a query may have. Shared by everything one query keeps.
    static final class Budget {
        /// The number, and as much again while its series grows.
        private static final long BYTES_PER_CELL = 16;
        /// The number while series are put together, then with its time.
        private static final long BYTES_PER_ANSWERED = 24;

        private long left;
        private boolean exhausted;

        Budget(long cells) {
            left = cells;
        }

        /// @param cells to be kept
        /// @param answered numbers the answer has more because of them
        boolean take(long cells, long answered) {
            if (cells + answered > left
                    || !QueryWork.tryHolding(cells * BYTES_PER_CELL + answered * BYTES_PER_ANSWERED)) {
                exhausted = true;
                return false;
            }
            left -= cells + answered;
            return true;
        }

        /// Whether something was left out.
        boolean isExhausted() {
            return exhausted;
        }
    }

    /// @param empty what the first number of a cell is at first; the others are 0
    /// How much longer the answer gets by a series; each of its rows has a number for every interval of the grid.
    interface Answered {
        Answered NOT = _ -> 0;
        Answered ONCE = _ -> 1;

        /// @param series asked about once, when it gets its first cell
        int rows(int series);
    }

    /// @param empty what the first number of a cell is at first; the others are 0
    Cells(int intervals, int width, double empty, Answered answered, Budget budget) {
        this.intervals = intervals;
        this.width = width;
        this.empty = empty;
        this.answered = answered;
        this.budget = budget;
    }

    /// Series there are, numbers that nobody used included.
    int count() {
        return count;
    }

    /// Whether anything was ever counted in the series.
    boolean has(int series) {
        return series < count && arrays[series] != null;
    }

    /// The first interval in which the series has a cell.
    int firstInterval(int series) {
        return firsts[series];
    }

    /// Behind the last of them.
    int endInterval(int series) {
        return has(series) ? firsts[series] + arrays[series].length / width : firsts[series];
    }

    /// The array with the cell; null if the budget does not allow it. Its numbers start at [#at].
    double @Nullable [] array(int series, int interval) {
        if (series < count) {
            double[] array = arrays[series];
            if (array != null) {
                int at = (interval - firsts[series]) * width;
                if (at >= 0 && at < array.length) {
                    return array;
                }
            }
        }
        return widen(series, interval);
    }

    /// Adds to the first number of a cell, if the budget allows the cell.
    void add(int series, int interval, double more) {
        double[] array = array(series, interval);
        if (array != null) {
            array[at(series, interval)] += more;
        }
    }

    /// One number of all cells of a series, by interval; `absent` where a cell was never touched. A fresh
    /// array.
    double[] row(int series, int part, double absent) {
        double[] row = new double[intervals];
        if (absent != 0) {
            Arrays.fill(row, absent);
        }
        if (has(series)) {
            double[] array = arrays[series];
            for (int at = part, interval = firsts[series]; at < array.length; at += width) {
                row[interval++] = array[at];
            }
        }
        return row;
    }

    /// Where the cell's numbers start in its array.
    int at(int series, int interval) {
        return (interval - firsts[series]) * width;
    }

    /// One number of a cell, `absent` if the cell was never touched.
    double get(int series, int interval, int part, double absent) {
        if (!has(series)) {
            return absent;
        }
        int at = at(series, interval);
        return at < 0 || at >= arrays[series].length ? absent : arrays[series][at + part];
    }

    private double @Nullable [] widen(int series, int interval) {
        double[] old = series < count && arrays[series] != null ? arrays[series] : NONE;
        int cells = old.length / width;
        int first = cells == 0 ? interval : firsts[series];
        int from = Math.min(first, interval);
        int to = Math.max(first + cells, interval + 1);
        // Once more than a point, a series is likely to go on in the direction it took.
        if (cells > 0 && interval < first) {
            from = Math.max(0, from - cells);
        } else if (cells > 0) {
            to = Math.min(intervals, to + cells);
        }
        long answers = cells == 0 ? (long) answered.rows(series) * intervals : 0;
        if (!budget.take((long) (to - from - cells) * width, answers)) {
            return null;
        }
        double[] array = new double[(to - from) * width];
        if (empty != 0) {
            for (int i = 0; i < array.length; i += width) {
                array[i] = empty;
            }
        }
        System.arraycopy(old, 0, array, (first - from) * width, old.length);
        if (series >= arrays.length) {
            int length = Math.max(series + 1, 2 * arrays.length);
            arrays = Arrays.copyOf(arrays, length);
            firsts = Arrays.copyOf(firsts, length);
        }
        count = Math.max(count, series + 1);
        arrays[series] = array;
        firsts[series] = from;
        return array;
    }
}
