package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BytesInFlightTest {

    private final BytesInFlight bytes = new BytesInFlight(1000, Duration.ofSeconds(5));

    private static Refusal refusal(BytesInFlight.Hold hold, long more) {
        return catchThrowableOfType(RefusalException.class, () -> hold.reserve(more))
                .refusal();
    }

    @Test
    void whatFindsNoRoomNowIsToComeAgain() {
        try (BytesInFlight.Hold first = bytes.open();
                BytesInFlight.Hold second = bytes.open()) {
            first.reserve(700);

            Refusal refused = refusal(second, 400);

            assertThat(refused.httpStatus()).isEqualTo(429);
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(5));
            second.reserve(300);
            assertThat(bytes.held()).isEqualTo(1000);
        }
        assertThat(bytes.held()).isZero();
    }

    @Test
    void whatWouldNotFitAloneIsNotToComeAgain() {
        try (BytesInFlight.Hold hold = bytes.open()) {
            hold.reserve(700);

            Refusal refused = refusal(hold, 301);

            assertThat(refused.httpStatus()).isEqualTo(400);
            assertThat(refused.retryAfter()).isNull();
            assertThat(refused.message()).contains("needs 1001 bytes", "at most 1000");
            assertThat(bytes.held()).isEqualTo(700);
        }
    }
}
