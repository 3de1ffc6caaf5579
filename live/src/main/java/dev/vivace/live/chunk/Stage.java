package dev.vivace.live.chunk;

import java.util.ArrayList;
import java.util.List;

/// The parts of a table that changed since [#begin]; they are published together or go back together. Confined to
/// the table's writer.
public final class Stage {

    private final List<Staged> touched = new ArrayList<>();
    private int round;

    /// Starts a new round; what was appended before stays.
    public void begin() {
        round++;
    }

    /// Publishes every part that changed.
    public void commit() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).commit();
        }
        touched.clear();
    }

    /// Takes every part back to where it was at [#begin].
    public void rollback() {
        for (int i = touched.size() - 1; i >= 0; i--) {
            touched.get(i).rollback();
        }
        touched.clear();
        // a part touched again before the next begin must be marked again
        round++;
    }

    int round() {
        return round;
    }

    void enlist(Staged part) {
        touched.add(part);
    }
}
