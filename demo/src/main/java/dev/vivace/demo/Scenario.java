package dev.vivace.demo;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/// A kind of trace. Of a thousand traces each kind gets its share; the first three keep 50 : 35 : 15 among themselves.
public enum Scenario {
    /// A page of the web shop: cache, database, a profile from another service. Service `test-service`.
    USER_REQUEST(300, ShopScenarios::userRequest),
    /// An order: stock, payment, a message that somebody else reads. Service `test-service`.
    ORDER(210, ShopScenarios::order),
    /// A checkout that fails: a database that cannot be reached, a partner that times out. Services `frontend`,
    /// `test-service`.
    ERROR(90, ShopScenarios::error),
    /// A customer's billing session with its costs. Service `billing-service`.
    BILLING(150, BillingScenario::session),
    /// A flow between two pods, seen by a network observer. Service `mermin`.
    NETWORK_FLOW(150, FlowScenario::flow),
    /// Operations inside operations, some of them slow. Services `fastapi-app`, `my-service`.
    NESTED(100, NestedScenario::nested);

    private static final int TOTAL = 1000;

    private final int perThousand;
    private final Consumer<TraceDraft> script;

    Scenario(int perThousand, Consumer<TraceDraft> script) {
        this.perThousand = perThousand;
        this.script = script;
    }

    /// How many of a thousand traces are of this kind.
    public int perThousand() {
        return perThousand;
    }

    PlannedTrace plan(SplittableRandom random) {
        TraceDraft draft = new TraceDraft(this, random);
        script.accept(draft);
        return draft.plan();
    }

    static Scenario pick(SplittableRandom random) {
        int left = random.nextInt(TOTAL);
        for (Scenario scenario : values()) {
            left -= scenario.perThousand;
            if (left < 0) {
                return scenario;
            }
        }
        throw new IllegalStateException("shares of the scenarios do not add up to " + TOTAL);
    }
}
