/// A connection: PDUs over TCP, with digests.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.connection;
