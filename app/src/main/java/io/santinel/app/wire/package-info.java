/// Captures of network traffic read as iSCSI: frames, TCP, PDUs, and what of RFC 7143 they break.
@org.jspecify.annotations.NullMarked
package io.santinel.app.wire;
