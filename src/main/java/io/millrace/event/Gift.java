package io.millrace.event;

import org.jspecify.annotations.Nullable;

/** What only a gift has. The message itself tells first; what it leaves out, its description of the gift does. */
record Gift(
        @Nullable Long id,
        @Nullable String name,
        @Nullable Long groupId,
        @Nullable Boolean streakable,
        @Nullable Long diamonds,
        @Nullable Long repeatCount) {

    static final Gift NONE = new Gift(null, null, null, null, null, null);

    private static final long STREAKABLE_TYPE = 1;

    static Gift in(Slots body) throws Refusal {
        Long repeatCount = firstCount(body, Field.REPEAT_COUNT, Field.GIFT_BLOCK_REPEAT_COUNT);
        return new Gift(
                giftId(body),
                firstText(body, Field.GIFT_NAME, Field.GIFT_DETAILS_NAME, Field.GIFT_BLOCK_NAME, Field.M_GIFT_NAME),
                groupId(body),
                isStreakable(body),
                firstCount(
                        body,
                        Field.DIAMONDS,
                        Field.GIFT_DETAILS_DIAMONDS,
                        Field.GIFT_BLOCK_DIAMONDS,
                        Field.M_GIFT_DIAMONDS),
                repeatCount == null ? (Long) 0L : repeatCount);
    }

    private static @Nullable Long giftId(Slots body) throws Refusal {
        Field[] fields = {Field.GIFT_ID, Field.GIFT_DETAILS_ID, Field.GIFT_BLOCK_ID, Field.M_GIFT_ID};
        for (Field field : fields) {
            Long id = body.id(field);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private static @Nullable Long groupId(Slots body) throws Refusal {
        Long groupId = body.derivableId(Field.GROUP_ID);
        return groupId == null ? body.derivedId(Field.CANONICAL_GROUP_ID) : groupId;
    }

    private static Boolean isStreakable(Slots body) throws Refusal {
        Boolean streakable = body.flag(Field.GIFT_STREAKABLE);
        if (streakable != null) {
            return streakable;
        }
        Long type =
                firstCount(body, Field.GIFT_TYPE, Field.GIFT_DETAILS_TYPE, Field.GIFT_BLOCK_TYPE, Field.M_GIFT_TYPE);
        return type != null && type == STREAKABLE_TYPE;
    }

    private static @Nullable Long firstCount(Slots body, Field... fields) throws Refusal {
        for (Field field : fields) {
            Long count = body.count(field);
            if (count != null) {
                return count;
            }
        }
        return null;
    }

    private static @Nullable String firstText(Slots body, Field... fields) throws Refusal {
        for (Field field : fields) {
            String text = body.text(field);
            if (text != null) {
                return text;
            }
        }
        return null;
    }
}
