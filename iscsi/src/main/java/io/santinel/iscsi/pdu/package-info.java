/// The eighteen PDUs of RFC 7143 §11 as records, to and from bytes; no I/O.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.pdu;
