/**
 * Who may read what: tokens with their scopes, and how much anybody may ask.
 *
 * <p><b>In:</b> what a request brings along (a token, an address), the rows of {@code api_tokens}, the clock. <b>Out:</b> who it is, or why
 * not; whether it may go on now, or after how many seconds.
 *
 * <p><b>Promised:</b> a token's secret is kept nowhere and stands in no log; an unknown id and a wrong secret take the same way and the same
 * time; what is revoked is refused within five seconds; while the tokens cannot be read the last ones hold for a bounded time, and then
 * nobody is let in. Memory does not grow with the number of askers.
 *
 * <p><b>May import:</b> nothing of ours; the SQL client, because tokens are this room's own table: nobody else reads it, and {@code query}
 * reads what is shown.
 *
 * <p><b>Start reading</b> at {@link io.millrace.access.Token}, then {@link io.millrace.access.Tokens} and {@link io.millrace.access.Buckets}.
 */
@NullMarked
package io.millrace.access;

import org.jspecify.annotations.NullMarked;
