package io.millrace.ops.generator;

/**
 * One of the people, as their messages name them. Everything about them follows from the plan's seed and their number,
 * so they are the same whenever they come back.
 */
final class Person {

    private static final long OLDEST_ACCOUNT = 1_490_000_000L;
    private static final int ACCOUNT_SECONDS = 230_000_000;
    private static final double OLD_STYLE = 0.03;
    private static final long OLD_STYLE_FROM = 5_000_000L;

    private static final String[] FIRST = {
        "luna", "kai", "mika", "sol", "rio", "nova", "echo", "juno", "milo", "vega", "ari", "noor", "zeynep", "bruno",
        "hana", "tomas", "ines", "dara", "omar", "leila", "yuki", "pavel", "maria", "jose", "anh", "minh"
    };
    private static final String[] LAST = {
        "star",
        "fox",
        "river",
        "sky",
        "moon",
        "wolf",
        "tea",
        "live",
        "official",
        "gamer",
        "dance",
        "plum",
        "reed",
        "stone",
        "bee",
        "wave",
        "sand",
        "pine",
        "owl",
        "oak"
    };
    private static final String[] FOREIGN = {
        "نور الليل",
        "محمد علي",
        "דניאל כהן",
        "さくら🌸",
        "桜井ユイ",
        "김민준",
        "น้องแพร",
        "Дарья",
        "Nguyễn Thị Ánh",
        "João Paulo",
        "👩‍👩‍👧‍👦 fam",
        "🏳️‍🌈 ari",
        "👨🏽‍🚀 cosmo",
        "𝓛𝓾𝓷𝓪",
        "❤️‍🔥 sol ❤️‍🔥",
        "\"king\" kai",
        "🇧🇷 rio 🇧🇷"
    };
    private static final String[] DECORATIONS = {"🌸", "✨", "🔥", "☃️", "🎈", "👑", "🧭", "💜", "🐨", "🦋"};

    final long id;
    final String uniqueId;

    /** With their quotation marks. */
    final byte[] uniqueIdJson;

    final byte[] nicknameJson;

    /** Of the dice that {@link Trimmings} throws for them: 3 kB that are made when they are written. */
    final long trimmingsSeed;

    /** @param number from 0 to 2^32 - 1: no two numbers have the same id */
    Person(long seed, long number) {
        Dice dice = new Dice(Dice.mixed(seed ^ 0x5bf03635L) + number * 0x632be59bd9b4e019L);
        this.id = dice.chance(OLD_STYLE)
                ? OLD_STYLE_FROM + number
                : ((OLDEST_ACCOUNT + dice.below(ACCOUNT_SECONDS)) << 32) | Dice.mixed32(number ^ seed);
        String name = FIRST[dice.below(FIRST.length)];
        String other = LAST[dice.below(LAST.length)];
        this.uniqueId = name
                + (dice.chance(0.4) ? "." : dice.chance(0.5) ? "_" : "")
                + other
                + Long.toString(number, Character.MAX_RADIX);
        this.uniqueIdJson = JsonBytes.quoted(uniqueId);
        this.nicknameJson = JsonBytes.quoted(nickname(dice, name, other));
        this.trimmingsSeed = dice.state();
    }

    private static String nickname(Dice dice, String name, String other) {
        if (dice.chance(0.12)) {
            return FOREIGN[dice.below(FOREIGN.length)];
        }
        String plain = Character.toUpperCase(name.charAt(0)) + name.substring(1) + " " + other;
        if (dice.chance(0.25)) {
            String decoration = DECORATIONS[dice.below(DECORATIONS.length)];
            return decoration + plain + decoration;
        }
        return dice.chance(0.3) ? plain + dice.below(1000) : plain;
    }
}
