package io.millrace.event;

import org.jspecify.annotations.Nullable;

/**
 * The account that broadcasts, as one message named it. At least one component is present.
 *
 * @param userId the account's id; null where the message named the host by handle only
 * @param uniqueId the handle
 * @param nickname the display name
 */
public record Host(
        @Nullable Long userId,
        @Nullable String uniqueId,
        @Nullable String nickname) {}
