/// Our initiator against other implementations and our own target, each in a process of its own: what
/// `lab/interop/keys` runs.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.interop;
