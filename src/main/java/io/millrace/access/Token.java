package io.millrace.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A token as its bearer has it: {@code mr_<id>_<secret>}. The id finds it, the secret proves it; only the secret's hash is ever kept. */
public final class Token {
    private static final Pattern FORM = Pattern.compile("mr_([a-z0-9]{8})_([A-Za-z0-9_-]{43})");
    private static final int ID_LENGTH = 8;
    // What is easily read aloud: neither l and 1 nor o and 0. 32 of them, 40 bits an id.
    private static final String ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int SECRET_BYTES = 32;

    private final String id;
    private final String secret;

    private Token(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    public static Token fresh(SecureRandom random) {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Token(id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Null for what has not our form. */
    static @Nullable Token read(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? new Token(form.group(1), form.group(2)) : null;
    }

    /** Whether somebody has put a token, or what looks like one, into this text. */
    public static boolean isIn(String text) {
        return FORM.matcher(text).find();
    }

    public String id() {
        return id;
    }

    /** The whole of it, to be shown to its bearer once. */
    public String text() {
        return "mr_" + id + "_" + secret;
    }

    /** 32 bytes: what is kept in place of the secret. */
    byte[] secretHash() {
        return sha256(secret);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Without the secret: it may get into a log. */
    @Override
    public String toString() {
        return "mr_" + id + "_…";
    }
}
