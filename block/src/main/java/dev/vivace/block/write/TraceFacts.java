package dev.vivace.block.write;

import dev.vivace.model.Resource;
import java.util.Arrays;

/// What a block says of each trace: its time and the name and service of its root. By trace.
///
/// Rootless traces have no root texts; of several roots the one that starts last counts. Starts and ends are unsigned
/// numbers; the duration is latest end minus earliest start, and 0 where every span ends before the first begins.
record TraceFacts(long[] starts, long[] durations, CodedTexts rootNames, CodedTexts rootServices) {

    TraceFacts(BlockInput input) {
        this(
                new long[input.traceCount()],
                new long[input.traceCount()],
                new CodedTexts(new int[input.traceCount()], input.names().dictionary()),
                new CodedTexts(new int[input.traceCount()], new ListDictionary()));
        int[] serviceByResource = new int[input.resources().size()];
        for (int i = 0; i < serviceByResource.length; i++) {
            Resource resource = input.resources().get(i);
            String service = FixedColumns.serviceName(resource);
            serviceByResource[i] = ((ListDictionary) rootServices.dictionary()).code(service == null ? "" : service);
        }
        Arrays.fill(rootNames.codes(), -1);
        Arrays.fill(rootServices.codes(), -1);
        for (int trace = 0; trace < input.traceCount(); trace++) {
            long start = input.startEpochNanos()[input.firstRows()[trace]];
            long end = 0;
            for (int row = input.firstRows()[trace]; row < input.firstRows()[trace + 1]; row++) {
                long its = input.startEpochNanos()[row];
                start = Long.compareUnsigned(its, start) < 0 ? its : start;
                long itsEnd = input.endEpochNanos()[row];
                end = Long.compareUnsigned(itsEnd, end) > 0 ? itsEnd : end;
                if (input.parentSpanIds()[row] == 0) {
                    // Roots stand in order of start: the last one wins.
                    rootNames.codes()[trace] = input.names().codes()[row];
                    rootServices.codes()[trace] = serviceByResource[input.resourceCodes()[row]];
                }
            }
            starts[trace] = start;
            durations[trace] = Long.compareUnsigned(end, start) > 0 ? end - start : 0;
        }
    }
}
