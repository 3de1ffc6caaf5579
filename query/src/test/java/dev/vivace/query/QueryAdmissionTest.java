package dev.vivace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.model.work.MemoryBudget;
import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.model.work.QueryStoppedException.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueryAdmissionTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong live = new AtomicLong();
    private final MemoryBudget memory = new MemoryBudget(1500);
    private final QueryAdmission admission =
            new QueryAdmission(new QueryLimits(Duration.ofSeconds(2), 1000, 600, 1000), memory, nanos::get);

    private static QueryStoppedException stopped(Runnable step) {
        return catchThrowableOfType(QueryStoppedException.class, step::run);
    }

    @Test
    void timeIsUpForChecksAndReads() {
        RunningQuery query = admission.admit();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThatCode(query::check).doesNotThrowAnyException();

        nanos.incrementAndGet();

        assertThat(stopped(query::check).reason()).isEqualTo(Reason.TIME);
        assertThat(stopped(() -> query.read(1)))
                .hasMessageStartingWith("unable to process request in the configured timeout")
                .hasMessageContaining("2 s")
                .hasMessageContaining("narrow the time range");
    }

    @Test
    void whoWentAwayIsAnsweredNoMore() {
        RunningQuery query = admission.admit();
        query.cancel();

        assertThat(stopped(query::check).reason()).isEqualTo(Reason.CANCELLED);
    }

    @Test
    void bytesOfAQueryAreBounded() {
        RunningQuery query = admission.admit();
        query.read(600);
        query.read(400);

        QueryStoppedException over = stopped(() -> query.read(1));

        assertThat(over.reason()).isEqualTo(Reason.BYTES);
        assertThat(over).hasMessageContaining("1000 bytes");
        assertThatCode(() -> admission.admit().read(1000)).doesNotThrowAnyException();
    }

    @Test
    void whatIsNotKeptIsThereForOthers() {
        RunningQuery query = admission.admit();
        query.hold(500);
        query.release(400);
        query.hold(450);
        assertThat(admission.heldBytes()).isEqualTo(550);
        query.close();
        assertThat(admission.heldBytes()).isZero();
        assertThat(memory.heldBytes()).isZero();
    }

    /// What is received leaves queries less, and they are asked to come back.
    @Test
    void queriesAndLiveSpansShareOneBudget() {
        memory.charge(live::get);
        RunningQuery query = admission.admit();
        query.hold(300);
        live.set(1100);
        query.hold(100);
        QueryStoppedException stopped = stopped(() -> query.hold(1));
        assertThat(stopped.reason()).isEqualTo(Reason.MEMORY);
        assertThat(stopped).hasMessageContaining("1500 of 1500");
        assertThat(memory.isExceeded()).isFalse();
        live.set(1200);
        assertThat(memory.isExceeded()).isTrue();
        query.close();
        assertThat(memory.heldBytes()).isEqualTo(1200);
        assertThat(memory.isExceeded()).isFalse();
    }

    @Test
    void answersShareTheirMemoryAndGiveItBack() {
        RunningQuery first = admission.admit();
        RunningQuery second = admission.admit();
        first.hold(600);
        second.hold(400);

        assertThat(stopped(() -> first.hold(1)).reason()).isEqualTo(Reason.ANSWER_SIZE);
        assertThat(stopped(() -> second.hold(1)).reason()).isEqualTo(Reason.MEMORY);
        assertThat(admission.heldBytes()).isEqualTo(1000);
        assertThat(admission.running()).isEqualTo(2);

        first.close();
        first.close();

        assertThat(admission.heldBytes()).isEqualTo(400);
        assertThat(admission.running()).isEqualTo(1);
        assertThatCode(() -> second.hold(100)).doesNotThrowAnyException();
        second.close();
        assertThat(admission.heldBytes()).isZero();
    }
}
