package dev.vivace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.model.work.QueryStoppedException;
import dev.vivace.model.work.QueryStoppedException.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueryAdmissionTest {

    private final AtomicLong nanos = new AtomicLong();
    private final QueryAdmission admission =
            new QueryAdmission(new QueryLimits(Duration.ofSeconds(2), 1000, 600, 1000), nanos::get);

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
