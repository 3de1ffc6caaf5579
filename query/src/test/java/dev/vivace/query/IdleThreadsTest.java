package dev.vivace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IdleThreadsTest {

    @Test
    void takesWhatIdleThreadsCanDoAndNoMore() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(2);
        try (IdleThreads threads = new IdleThreads(2)) {
            Runnable task = () -> {
                busy.countDown();
                await(gate);
            };
            assertThat(threads.offer(task)).isTrue();
            assertThat(threads.offer(task)).isTrue();
            busy.await();

            assertThat(threads.offer(task)).isFalse();
            gate.countDown();
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
