package dev.vivace.ingest.store;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.read.Block;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.live.CutPolicy;
import dev.vivace.live.LiveTable;
import dev.vivace.live.SeenBefore;
import dev.vivace.model.Span;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpDecoder;
import dev.vivace.wire.otlp.OtlpEncoder;
import java.util.List;

/// Live tables filled through the wire, and blocks cut from them, as in life.
final class TestTables {

    private TestTables() {}

    static LiveTable live(List<Span> spans) {
        LiveTable table = new LiveTable(() -> 0, SeenBefore.NEVER);
        for (int from = 0; from < spans.size(); from += 50) {
            byte[] request = OtlpEncoder.encode(spans.subList(from, Math.min(spans.size(), from + 50)));
            try {
                new OtlpDecoder().decode(request, 0, request.length, table.appender());
            } catch (MalformedOtlpException e) {
                throw new IllegalArgumentException(e);
            }
            table.appender().commit();
        }
        return table;
    }

    static Block block(LiveTable table, BlockWriter.Options options) {
        return TestBlocks.open(TestBlocks.file(
                LiveBlockInput.of(table.cut(CutPolicy.EVERYTHING, 0).rows()), options));
    }
}
