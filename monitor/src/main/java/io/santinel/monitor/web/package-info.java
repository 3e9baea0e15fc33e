/// The page and the JSON API: shows what the fleet knows, decides nothing.
@org.jspecify.annotations.NullMarked
package io.santinel.monitor.web;
