package io.santinel.iscsi.session;

import java.nio.ByteBuffer;

/// How a command ended at the target. With any status but GOOD the data that came is void.
///
/// @param response of the SCSI Response: 0 completed at the target, 1 target failure, from 0x80 the vendor's
/// @param status SCSI status, of meaning when `response` is 0
/// @param sense of a CHECK CONDITION, else empty
/// @param received bytes that came for a read
/// @param underflow bytes that were expected and not moved, unsigned
/// @param overflow bytes that did not fit into what was expected, unsigned
public record ScsiResult(int response, int status, ByteBuffer sense, int received, long underflow, long overflow) {
    public boolean isGood() {
        return response == 0 && status == 0;
    }
}
