/// What the demo is made of: an array of targets and portals, machines with sessions to it, their work.
@org.jspecify.annotations.NullMarked
package io.santinel.app.demo;
