/// The login phase of both ends as machines without I/O, RFC 7143 §6.3, with CHAP.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.login;
