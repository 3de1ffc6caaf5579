package dev.vivace.log;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The contract on real files, with segments small enough to roll often.
class LocalSpanLogContractTest extends SpanLogContract {

    @TempDir
    private Path directory;

    @Override
    SpanLog open() throws IOException {
        return LocalSpanLog.open(
                directory,
                LocalSpanLogOptions.DEFAULTS.withMaxRecordBytes(1 << 20).withSegmentBytes(64 << 10));
    }
}
