@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.initiator;
