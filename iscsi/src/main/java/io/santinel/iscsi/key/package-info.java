/// The keys of login and text negotiation, RFC 7143 §6 and §13: one table row each, and what follows from offers.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.key;
