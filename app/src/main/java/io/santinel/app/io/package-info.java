@org.jspecify.annotations.NullMarked
package io.santinel.app.io;
