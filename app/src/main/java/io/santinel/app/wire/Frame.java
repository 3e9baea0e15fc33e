package io.santinel.app.wire;

import java.nio.ByteBuffer;

/// A frame of a capture.
///
/// @param number from 1
/// @param nanos when it was captured, since 1970 in UTC
/// @param linkType LINKTYPE_ number of the interface, see [LinkType]
/// @param length bytes that it had on the wire
/// @param bytes what was captured of it, big-endian; never written to again
record Frame(long number, long nanos, int linkType, int length, ByteBuffer bytes) {}
