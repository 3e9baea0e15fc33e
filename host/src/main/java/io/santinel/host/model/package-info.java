@org.jspecify.annotations.NullMarked
package io.santinel.host.model;
