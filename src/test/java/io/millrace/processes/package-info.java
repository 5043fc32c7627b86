/**
 * Child processes for tests that need real ones: JVMs with our own class path, servers that are killed, ports that are free.
 *
 * <p>Promise: a child ends with the JVM that started it, however that ends, where Linux allows it. May import nothing of ours, so that
 * whoever judges the service from outside may use it.
 */
@NullMarked
package io.millrace.processes;

import org.jspecify.annotations.NullMarked;
