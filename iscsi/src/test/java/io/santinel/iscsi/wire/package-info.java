/// Reads the captures under `src/test/fixtures/wire`: pcap, TCP, and tshark's decoding beside them.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.wire;
