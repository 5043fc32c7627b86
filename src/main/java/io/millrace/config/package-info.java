/**
 * {@code config.json}: the one file that says how PostgreSQL's container, Kafka's container and the service are set.
 *
 * <p><b>In:</b> the file and the environment. <b>Out:</b> one variable for each value ({@code postgres.user} is
 * {@code POSTGRES_USER}), for Compose and for the scripts of the containers; and the service's own settings, as a source of its
 * configuration.
 *
 * <p><b>Promised:</b> a variable of the environment wins over the file. Whatever the file holds that is not known, or not of its type, is
 * named, all of it at once, and nothing starts. Secrets stand in files of their own that only their owner reads; they are made once, and
 * are never printed.
 *
 * <p><b>May import:</b> nothing of ours, and no container: it works before anything is started. Only here: the schema's library.
 *
 * <p><b>Start reading</b> at {@link io.millrace.config.ConfigFile}.
 */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;
