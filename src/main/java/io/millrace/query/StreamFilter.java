package io.millrace.query;

import org.jspecify.annotations.Nullable;

/** Which streams; null: all of them. */
public record StreamFilter(
        @Nullable StreamState state, @Nullable UserRef host) {}
