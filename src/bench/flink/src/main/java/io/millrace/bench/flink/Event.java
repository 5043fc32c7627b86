package io.millrace.bench.flink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A flat record, in the form that Flink copies and moves fastest: a class with public fields and nothing else to it. */
public class Event {
    private static final JsonFactory JSON = new JsonFactory();

    public long roomId;
    public long occurredAt;
    public long msgId;
    public Long userId;
    public Long giftId;
    public Long giftGroupId;
    public Long diamonds;
    public Long repeatCount;
    public Long likeCount;
    public Long likeTotal;
    public Long viewers;
    public Long viewersTotal;
    public Long followerTotal;
    public Long capturedAt;
    public Long hostUserId;
    public Boolean giftStreakable;
    public String eventType;
    public String typeName;
    public String uniqueId;
    public String nickname;
    public String comment;
    public String giftName;
    public String source;
    public String title;

    static Event read(byte[] value) throws IOException {
        Event event = new Event();
        try (JsonParser parser = JSON.createParser(value)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (parser.nextToken() != JsonToken.VALUE_NULL) {
                    event.set(name, parser);
                }
            }
        }
        return event;
    }

    private void set(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "room_id" -> roomId = parser.getLongValue();
            case "occurred_at" -> occurredAt = parser.getLongValue();
            case "msg_id" -> msgId = parser.getLongValue();
            case "user_id" -> userId = parser.getLongValue();
            case "gift_id" -> giftId = parser.getLongValue();
            case "gift_group_id" -> giftGroupId = parser.getLongValue();
            case "diamonds" -> diamonds = parser.getLongValue();
            case "repeat_count" -> repeatCount = parser.getLongValue();
            case "like_count" -> likeCount = parser.getLongValue();
            case "like_total" -> likeTotal = parser.getLongValue();
            case "viewers" -> viewers = parser.getLongValue();
            case "viewers_total" -> viewersTotal = parser.getLongValue();
            case "follower_total" -> followerTotal = parser.getLongValue();
            case "captured_at" -> capturedAt = parser.getLongValue();
            case "host_user_id" -> hostUserId = parser.getLongValue();
            case "gift_streakable" -> giftStreakable = parser.getBooleanValue();
            case "event_type" -> eventType = parser.getText();
            case "type_name" -> typeName = parser.getText();
            case "unique_id" -> uniqueId = parser.getText();
            case "nickname" -> nickname = parser.getText();
            case "comment" -> comment = parser.getText();
            case "gift_name" -> giftName = parser.getText();
            case "source" -> source = parser.getText();
            case "title" -> title = parser.getText();
            default -> parser.skipChildren();
        }
    }
}
