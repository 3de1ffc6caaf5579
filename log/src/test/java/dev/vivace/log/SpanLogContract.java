package dev.vivace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every [SpanLog] keeps to, wherever it stores its records.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SpanLogContract {

    static final TenantId SHOP = new TenantId("shop");
    static final TenantId BANK = new TenantId("bank");

    private SpanLog log;

    /// Opens the log under test; the second call and later ones find what the first left.
    abstract SpanLog open() throws IOException;

    /// A record as a test sees it.
    record Entry(TenantId tenant, String text) {}

    @BeforeEach
    void openLog() throws IOException {
        log = open();
    }

    @AfterEach
    void closeLog() throws IOException {
        log.close();
    }

    @Test
    void durableRecordsAreReplayedInOrder() throws IOException {
        append(SHOP, "one").await();
        append(BANK, "two").await();
        append(SHOP, "three").await();

        assertThat(entries(log, LogPosition.START))
                .containsExactly(new Entry(SHOP, "one"), new Entry(BANK, "two"), new Entry(SHOP, "three"));
    }

    @Test
    void durableRecordsOutliveTheLogObject() throws IOException {
        append(SHOP, "one").await();
        reopen();
        append(SHOP, "two").await();
        reopen();

        assertThat(entries(log, LogPosition.START)).containsExactly(new Entry(SHOP, "one"), new Entry(SHOP, "two"));
    }

    @Test
    void emptyLogHasNothingToReplay() throws IOException {
        assertThat(entries(log, LogPosition.START)).isEmpty();
        assertThat(log.committed()).isEqualTo(LogPosition.START);
    }

    @Test
    void positionsGrowAndTouch() throws IOException {
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            appends.add(append(SHOP, "record " + i));
        }
        for (Append append : appends) {
            append.await();
        }
        for (int i = 0; i < appends.size(); i++) {
            assertThat(appends.get(i).start()).isLessThan(appends.get(i).end());
            if (i > 0) {
                assertThat(appends.get(i).start())
                        .isGreaterThanOrEqualTo(appends.get(i - 1).end());
            }
        }
        assertThat(log.end()).isEqualTo(appends.getLast().end());
    }

    @Test
    void positionsStayAboveThoseOfEarlierLives() throws IOException {
        Append before = append(SHOP, "before");
        before.await();
        log.commit(before.end());
        reopen();
        reopen();
        assertThat(log.end()).isGreaterThanOrEqualTo(before.end());
        Append after = append(SHOP, "after");
        after.await();

        assertThat(after.start()).isGreaterThanOrEqualTo(before.end());
    }

    @Test
    void payloadIsCopiedBeforeAppendReturns() throws IOException {
        byte[] payload = "..as it was..".getBytes(StandardCharsets.UTF_8);
        Append append = log.append(SHOP, payload, 2, payload.length - 4);
        Arrays.fill(payload, (byte) 'x');
        append.await();

        assertThat(entries(log, LogPosition.START)).containsExactly(new Entry(SHOP, "as it was"));
    }

    @Test
    void emptyPayloadIsARecord() throws IOException {
        append(SHOP, "").await();

        assertThat(entries(log, LogPosition.START)).containsExactly(new Entry(SHOP, ""));
    }

    @Test
    void longestTenantNameSurvives() throws IOException {
        TenantId longest = new TenantId("t".repeat(150));
        append(longest, "x").await();
        reopen();

        assertThat(entries(log, LogPosition.START)).containsExactly(new Entry(longest, "x"));
    }

    @Test
    void rangeOutsideThePayloadIsRefused() {
        assertThatThrownBy(() -> log.append(SHOP, new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void replayFromTheEndOfARecordSkipsIt() throws IOException {
        Append first = append(SHOP, "one");
        append(SHOP, "two").await();

        assertThat(entries(log, first.end())).containsExactly(new Entry(SHOP, "two"));
        assertThat(entries(log, log.end())).isEmpty();
    }

    @Test
    void replayGivesThePositionsOfTheAppends() throws IOException {
        List<Append> appends = List.of(append(SHOP, "one"), append(SHOP, "two"));
        appends.getLast().await();
        List<LogPosition> starts = new ArrayList<>();
        List<LogPosition> ends = new ArrayList<>();
        Replay replay = log.replay(LogPosition.START, entry -> {
            starts.add(entry.start());
            ends.add(entry.end());
        });

        assertThat(starts)
                .containsExactly(appends.get(0).start(), appends.get(1).start());
        assertThat(ends).containsExactly(appends.get(0).end(), appends.get(1).end());
        assertThat(replay).isEqualTo(new Replay(2, 6, List.of()));
    }

    @Test
    void committedPositionOutlivesTheLogObject() throws IOException {
        Append first = append(SHOP, "one");
        append(SHOP, "two").await();
        log.commit(first.end());
        reopen();

        assertThat(log.committed()).isEqualTo(first.end());
        assertThat(entries(log, log.committed())).containsExactly(new Entry(SHOP, "two"));
    }

    @Test
    void committedPositionNeverGoesBack() throws IOException {
        Append first = append(SHOP, "one");
        Append second = append(SHOP, "two");
        second.await();
        log.commit(second.end());
        log.commit(first.end());

        assertThat(log.committed()).isEqualTo(second.end());
    }

    @Test
    void commitPastTheEndIsRefused() {
        LogPosition beyond = new LogPosition(log.end().segment() + 1, 0);

        assertThatThrownBy(() -> log.commit(beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(beyond.toString());
    }

    @Test
    void fullyCommittedLogTakesRecordsAgain() throws IOException {
        append(SHOP, "one").await();
        log.commit(log.end());
        reopen();
        assertThat(entries(log, log.committed())).isEmpty();
        append(SHOP, "two").await();
        reopen();

        assertThat(entries(log, log.committed())).containsExactly(new Entry(SHOP, "two"));
    }

    @Test
    void closeMakesWhatWasAppendedDurable() throws IOException {
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            appends.add(append(SHOP, "record " + i));
        }
        log.close();
        for (Append append : appends) {
            assertThat(append.isDurable()).isTrue();
        }
        log = open();
        assertThat(entries(log, LogPosition.START)).hasSize(100);
    }

    @Test
    void closedLogRefusesRecords() throws IOException {
        log.close();

        assertThatThrownBy(() -> log.append(SHOP, new byte[1], 0, 1))
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void positionIsUnknownUntilDurable() {
        Append open = new Append();

        assertThat(open.isDurable()).isFalse();
        assertThatThrownBy(open::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyListenerHearsOnce() throws Exception {
        int appends = 200;
        List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(appends);
        for (int i = 0; i < appends; i++) {
            int number = i;
            append(SHOP, "record " + i).onSettled((append, failure) -> {
                if (failure == null && append.isDurable()) {
                    heard.add(number);
                }
                all.countDown();
            });
        }
        all.await();
        assertThat(heard).hasSize(appends).doesNotHaveDuplicates();
    }

    @Test
    void failingListenerDisturbsNobody() throws IOException {
        append(SHOP, "one").onSettled((append, failure) -> {
            throw new IllegalStateException("a listener's own trouble");
        });
        append(SHOP, "two").await();

        assertThat(entries(log, LogPosition.START)).hasSize(2);
    }

    @Test
    void appendsOfManyThreadsAreAllKeptInEachThreadsOrder() throws Exception {
        int threads = 8;
        int perThread = 250;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int t = 0; t < threads; t++) {
                TenantId tenant = new TenantId("tenant-" + t);
                running.add(executor.submit(() -> {
                    start.await();
                    for (int i = 0; i < perThread; i++) {
                        Append append = append(tenant, Integer.toString(i));
                        if (i % 10 == 9) {
                            append.await();
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> thread : running) {
                thread.get();
            }
        }
        reopen();
        Map<TenantId, List<String>> found = new HashMap<>();
        for (Entry entry : entries(log, LogPosition.START)) {
            found.computeIfAbsent(entry.tenant(), _ -> new ArrayList<>()).add(entry.text());
        }
        assertThat(found).hasSize(threads);
        for (List<String> texts : found.values()) {
            assertThat(texts).hasSize(perThread);
            for (int i = 0; i < perThread; i++) {
                assertThat(texts.get(i)).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void replayRunsBesideAppends() throws Exception {
        for (int i = 0; i < 100; i++) {
            append(SHOP, "record " + i);
        }
        append(SHOP, "last").await();
        int[] seen = new int[1];
        log.replay(LogPosition.START, entry -> {
            append(BANK, "meanwhile").await();
            seen[0]++;
        });

        assertThat(seen[0]).isEqualTo(101);
        assertThat(entries(log, LogPosition.START)).hasSize(202);
    }

    @Test
    void troubleOfTheVisitorEndsTheReplay() throws IOException {
        append(SHOP, "one").await();

        assertThatThrownBy(() -> log.replay(LogPosition.START, entry -> {
                    throw new IOException("enough");
                }))
                .hasMessage("enough");
    }

    final SpanLog log() {
        return log;
    }

    final void reopen() throws IOException {
        log.close();
        log = open();
    }

    final Append append(TenantId tenant, String text) {
        try {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            return log.append(tenant, payload, 0, payload.length);
        } catch (LogRefusedException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Entry> entries(SpanLog log, LogPosition from) throws IOException {
        List<Entry> entries = new ArrayList<>();
        log.replay(
                from,
                entry -> entries.add(new Entry(entry.tenant(), new String(entry.payload(), StandardCharsets.UTF_8))));
        return entries;
    }
}
