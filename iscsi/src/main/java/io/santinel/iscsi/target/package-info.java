/// An iSCSI target: portals, sessions, logical units, and the faults that one may order it to have.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.target;
