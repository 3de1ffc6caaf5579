package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.log.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoggedRecordsTest {

    private static final long MICROS_APART = 100;

    private static LogPosition start(int record) {
        return new LogPosition(1, record * 64L);
    }

    private static long arrival(int record) {
        return record * MICROS_APART * 1000;
    }

    @Test
    void tenThousandSmallRequestsASecondAreFewEntries() {
        LoggedRecords records = new LoggedRecords();
        for (int record = 0; record < 100_000; record++) { // ten seconds
            records.addReplayed(arrival(record), start(record));
        }
        assertThat(records.size()).isLessThan(600);
        assertThat(records.firstStart()).isEqualTo(start(0));
    }

    /// The record that brought the oldest live span, and none after it, is where the log must begin.
    @Test
    void nothingThatIsNeededIsForgotten() {
        for (int oldest : List.of(0, 1, 7, 199, 200, 201, 5000, 99_999)) {
            LoggedRecords records = new LoggedRecords();
            for (int record = 0; record < 100_000; record++) {
                records.addReplayed(arrival(record), start(record));
            }
            records.forgetBefore(arrival(oldest));
            LogPosition first = Objects.requireNonNull(records.firstStart());
            assertThat(first.compareTo(start(oldest)))
                    .as("begins at %s, needed from record %s", first, oldest)
                    .isLessThanOrEqualTo(0);
            List<LogPosition> tooEarly = new ArrayList<>();
            if (oldest >= 500) {
                tooEarly.add(start(oldest - 500));
            }
            assertThat(tooEarly).allMatch(start -> start.compareTo(first) < 0);
        }
    }
}
