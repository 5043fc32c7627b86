package io.millrace.ops.generator;

import java.nio.charset.StandardCharsets;

/** What people write: a few words of a few languages, at most 72 characters, which is the longest that was seen. */
final class Words {

    private static final int MOST_CHARS = 72;
    private static final String[] WORDS = {
        "hi",
        "hello",
        "love",
        "this",
        "song",
        "please",
        "from",
        "Brazil",
        "wow",
        "nice",
        "can",
        "you",
        "say",
        "my",
        "name",
        "LOL",
        "first",
        "time",
        "here",
        "what",
        "is",
        "the",
        "game",
        "follow",
        "back",
        "me",
        "queen",
        "king",
        "good",
        "night",
        "morning",
        "everyone",
        "so",
        "pretty",
        "haha",
        "when",
        "next",
        "live",
        "one",
        "more",
        "again",
        "how",
        "are",
        "where",
        "did",
        "get",
        "that",
        "shirt",
        "amazing",
        "voice",
        "thanks",
        "for",
        "rose",
        "gg",
        "pls",
        "no",
        "way",
        "omg",
        "yes",
        "always",
        "support",
        "with",
        "friends",
        "🔥🔥🔥",
        "😂",
        "❤️",
        "👏👏",
        "🌹",
        "👩‍🎤",
        "مرحبا",
        "جميل",
        "جدا",
        "привет",
        "красиво",
        "こんにちは",
        "かわいい",
        "สวัสดี",
        "hola",
        "bonita",
        "saludos",
        "olá",
        "linda",
        "güzel",
        "merhaba",
        "xin",
        "chào",
        "안녕",
        "\"really\"",
        "it's",
        "+1",
        "100%",
        "¿qué?",
        "o/",
        "\\o/"
    };
    private static final byte[][] JSON = new byte[WORDS.length][];

    static {
        for (int i = 0; i < WORDS.length; i++) {
            JSON[i] = JsonBytes.escaped(WORDS[i]).getBytes(StandardCharsets.UTF_8);
        }
    }

    private Words() {}

    /** The text of one message, between quotation marks: always the same for the same message. */
    static void comment(JsonBytes json, long msgId) {
        long bits = Dice.mixed(msgId);
        // Mostly short: of two draws the smaller one.
        int words = 1 + (int) Math.min((bits >>> 8) % 14, (bits >>> 24) % 14);
        int chars = 0;
        json.raw('"');
        for (int i = 0; i < words; i++) {
            bits = Dice.mixed(bits + i);
            int word = (int) ((bits >>> 1) % WORDS.length);
            int more = WORDS[word].length() + (i == 0 ? 0 : 1);
            if (chars + more > MOST_CHARS) {
                break;
            }
            if (i > 0) {
                json.raw(' ');
            }
            json.raw(JSON[word]);
            chars += more;
        }
        json.raw('"');
    }
}
