package dev.vivace.traceql.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.TraceId;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopTracesTest {

    /// The memory of what drops out is given back, so nothing may hold it.
    @Test
    void whatDropsOutIsNotHeld() {
        TopTraces top = new TopTraces(3);
        List<WeakReference<TopTraces.Found>> dropped = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            TopTraces.Found left = top.add(new TopTraces.Found(new TraceId(0, i), i, i));
            assertThat(left == null).isEqualTo(i <= 3);
            if (left != null) {
                assertThat(left.startEpochNanos()).isEqualTo(i - 3);
                dropped.add(new WeakReference<>(left));
            }
        }
        assertThat(top.unwritten()).hasSize(3);
        for (int i = 0; i < 100 && dropped.stream().anyMatch(trace -> trace.get() != null); i++) {
            System.gc();
        }
        assertThat(dropped).hasSize(7).allMatch(trace -> trace.get() == null);
        assertThat(top.size()).isEqualTo(3);
        assertThat(top.admits(7)).isFalse();
        assertThat(top.admits(8)).isTrue();
    }
}
