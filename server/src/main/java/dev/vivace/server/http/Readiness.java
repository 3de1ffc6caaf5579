package dev.vivace.server.http;

import java.util.concurrent.atomic.AtomicReference;

/// Whether the server should be sent requests, as `/ready` says it. Thread-safe. Goes one way: starting, ready,
/// stopping.
public final class Readiness {

    private final AtomicReference<State> state;

    /// @param reason what is not done yet, for example `LiveStore not ready: live-store is starting`
    public Readiness(String reason) {
        state = new AtomicReference<>(new State.Starting(reason));
    }

    /// Where the server is in its life.
    public sealed interface State {
        record Starting(String reason) implements State {}

        record Ready() implements State {}

        record Stopping() implements State {}
    }

    public State state() {
        return state.get();
    }

    /// Changes what is being waited for; without effect once ready.
    public void startingWith(String reason) {
        state.updateAndGet(old -> old instanceof State.Starting ? new State.Starting(reason) : old);
    }

    /// Everything is there; without effect once stopping.
    public void ready() {
        state.updateAndGet(old -> old instanceof State.Stopping ? old : new State.Ready());
    }

    /// From now on `/ready` says no.
    public void stopping() {
        state.set(new State.Stopping());
    }

    Reply reply() {
        return switch (state.get()) {
            case State.Starting(String reason) -> Reply.text(503, reason + "\n");
            case State.Ready() -> Reply.text(200, "ready\n");
            case State.Stopping() -> Reply.text(503, "Application is stopping");
        };
    }
}
