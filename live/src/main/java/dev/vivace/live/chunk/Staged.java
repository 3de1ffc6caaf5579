package dev.vivace.live.chunk;

/// Something that grows in rounds: see [Stage].
public abstract class Staged {

    private final Stage stage;
    private int round;

    protected Staged(Stage stage) {
        this.stage = stage;
    }

    /// To be called before every change.
    protected final void touch() {
        if (round != stage.round()) {
            round = stage.round();
            stage.enlist(this);
            mark();
        }
    }

    /// Remembers how things are.
    protected abstract void mark();

    /// Publishes everything appended so far to readers who call after this.
    protected abstract void commit();

    /// Makes things be as they were at the last [#mark].
    protected abstract void rollback();
}
