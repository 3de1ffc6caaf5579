package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.util.Arrays;

/// One record of the log as a replay gives it. The buffer belongs to the log and is valid only during the visit.
///
/// @param start where the record begins
/// @param end where the next one may begin; commit this to forget the record
/// @param tenant whose spans these are
/// @param buffer holds the payload
/// @param offset index of the payload's first byte
/// @param length number of payload bytes
public record LogRecord(LogPosition start, LogPosition end, TenantId tenant, byte[] buffer, int offset, int length) {

    /// A copy of the payload that outlives the visit.
    public byte[] payload() {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }
}
