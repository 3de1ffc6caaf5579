package dev.vivace.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeRangeTest {

    private static final long FAR_FUTURE = Long.MIN_VALUE + 7;

    @Test
    void bothEndsBelongToIt() {
        TimeRange range = new TimeRange(10, 20);
        assertThat(range.overlaps(20, 30)).isTrue();
        assertThat(range.overlaps(0, 10)).isTrue();
        assertThat(range.overlaps(12, 13)).isTrue();
        assertThat(range.overlaps(0, 99)).isTrue();
        assertThat(range.overlaps(0, 9)).isFalse();
        assertThat(range.overlaps(21, 99)).isFalse();
    }

    @Test
    void timesPastTheSignedOnesCountAsTheLastOfThem() {
        assertThat(TimeRange.ALL.overlaps(FAR_FUTURE, -1)).isTrue();
        assertThat(TimeRange.ALL.overlaps(0, FAR_FUTURE)).isTrue();
        assertThat(new TimeRange(10, 20).overlaps(FAR_FUTURE, FAR_FUTURE)).isFalse();
        assertThat(new TimeRange(10, 20).overlaps(15, FAR_FUTURE)).isTrue();
        assertThat(new TimeRange(10, Long.MAX_VALUE).overlaps(FAR_FUTURE, -1)).isTrue();
        assertThat(new TimeRange(Long.MIN_VALUE, 20).overlaps(FAR_FUTURE, -1)).isFalse();
    }
}
