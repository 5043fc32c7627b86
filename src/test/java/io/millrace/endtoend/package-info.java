/** The whole road of a record: into a Kafka topic, out of the HTTP API. */
@NullMarked
package io.millrace.endtoend;

import org.jspecify.annotations.NullMarked;
