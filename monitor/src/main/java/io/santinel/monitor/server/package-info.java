@org.jspecify.annotations.NullMarked
package io.santinel.monitor.server;
