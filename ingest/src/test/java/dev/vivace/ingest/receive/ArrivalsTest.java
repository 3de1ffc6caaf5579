package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final Sender CART = new Sender("10.0.0.1", Transport.GRPC, "protobuf", "");
    private static final Refusal MALFORMED =
            Refusal.of("malformed", GrpcCode.INVALID_ARGUMENT, "bad byte at 5", "Send OTLP");

    private Instant now = Instant.parse("2026-01-31T12:00:30Z");
    private final Arrivals arrivals = new Arrivals(() -> now);

    @Test
    void recentSpansAreThoseOfTheLastMinutes() {
        arrivals.arrived(CART, List.of("cart"), 10, 0);
        now = now.plus(Duration.ofMinutes(4));
        arrivals.arrived(CART, List.of("cart"), 5, 1);

        assertThat(arrivals.arrivals().getFirst().recentSpans()).isEqualTo(15);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(arrivals.arrivals().getFirst().recentSpans()).isEqualTo(5);
        now = now.plus(Duration.ofHours(3));
        Arrivals.Arrival arrival = arrivals.arrivals().getFirst();
        assertThat(arrival.recentSpans()).isZero();
        assertThat(arrival.spans()).isEqualTo(15);
        assertThat(arrival.repeatedSpans()).isEqualTo(1);
        assertThat(arrival.requests()).isEqualTo(2);
        assertThat(arrival.first()).isEqualTo(Instant.parse("2026-01-31T12:00:30Z"));
    }

    @Test
    void sendersHeardOfLastComeFirstAndTheOldestMakeRoom() {
        for (int i = 0; i < 500; i++) {
            now = now.plusSeconds(1);
            arrivals.arrived(new Sender("10.0.0." + i, Transport.HTTP, "json", ""), List.of(), 1, 0);
        }

        assertThat(arrivals.arrivals()).hasSize(200);
        assertThat(arrivals.arrivals().getFirst().sender().address()).isEqualTo("10.0.0.499");
        assertThat(arrivals.arrivals().getLast().sender().address()).isEqualTo("10.0.0.300");
        assertThat(arrivals.spans()).isEqualTo(500);
    }

    @Test
    void servicesSeenLastAreKept() {
        for (int i = 0; i < 20; i++) {
            arrivals.arrived(CART, List.of("service-" + i), 1, 0);
        }
        arrivals.arrived(CART, List.of("service-14"), 1, 0);

        assertThat(arrivals.arrivals().getFirst().services())
                .hasSize(Arrivals.MAX_SERVICES)
                .endsWith("service-19", "service-14");
    }

    @Test
    void sameRefusalAgainIsOneEntry() {
        arrivals.refused(CART, "POST /v1/traces", MALFORMED);
        now = now.plusSeconds(9);
        arrivals.refused(CART, "POST /v1/traces", MALFORMED);
        arrivals.refused(CART, "GET /v1/traces", MALFORMED);

        assertThat(arrivals.turnedAway()).hasSize(2);
        Arrivals.TurnedAway twice = arrivals.turnedAway().stream()
                .filter(refusal -> refusal.what().startsWith("POST"))
                .findFirst()
                .orElseThrow();
        assertThat(twice.times()).isEqualTo(2);
        assertThat(Duration.between(twice.first(), twice.last())).isEqualTo(Duration.ofSeconds(9));
        assertThat(twice.message()).isEqualTo("bad byte at 5");
        assertThat(twice.remedy()).isEqualTo("Send OTLP");
    }

    @Test
    void refusalsAreBounded() {
        for (int i = 0; i < 300; i++) {
            arrivals.refused(CART, "GET /" + i, MALFORMED);
        }

        assertThat(arrivals.turnedAway()).hasSize(50);
    }
}
