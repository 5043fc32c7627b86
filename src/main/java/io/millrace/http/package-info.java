/**
 * The JSON API under {@code /api/v1} and the page at {@code /}.
 *
 * <p><b>In:</b> HTTP requests, as text. <b>Out:</b> the records of {@code query} as JSON, rows or CSV with an ETag, or a problem (RFC
 * 9457) that names the parameter at fault.
 *
 * <p>A request passes {@code AnswerRoute}, which gives an answer again that is still good and lets those who ask the same wait for one;
 * then its resource, which reads the parameters and asks {@code query}; then {@code AnswerFilter}, which gives the answer its form, keeps
 * it, and tells it to whoever waits. Who listens instead of asking comes in by {@code LiveRoutes}. The page's own files are those that
 * {@code PageFiles} lists. What {@code /q/openapi} cannot find in the resources, {@code OpenApiTruth} adds; its examples are those of
 * {@code docs/http-api.md}.
 *
 * <p><b>Promised:</b> a parameter or value nobody knows is refused, never ignored; the same rows give the same bytes and so the same
 * ETag; nothing of a failure's inside (SQL, classes, addresses) reaches the reader; no event loop is blocked.
 *
 * <p><b>May import:</b> {@code query}, {@code access}, {@code event}, {@code telemetry}, JAX-RS.
 *
 * <p>Every request passes {@code Guard} first, whoever answers it then.
 *
 * <p><b>Start reading</b> at {@link io.millrace.http.StreamsResource}; then {@code Parameters}, which reads what was asked, and
 * {@code Problems}, which says what went wrong.
 */
@NullMarked
package io.millrace.http;

import org.jspecify.annotations.NullMarked;
