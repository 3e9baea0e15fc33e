/// The reliability model: random reads and writes under random faults, each answer held against what it may be. The
/// faults come from a relay that knows the protocol from RFC 7143 and nothing from the code under test.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.model;
