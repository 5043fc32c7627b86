package io.millrace.access;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where somebody comes from, and where we are. No name is ever looked up. */
public final class Address {
    private static final int PREFIX_BYTES = 8;
    // What InetAddress takes for an address and not for a name.
    private static final Pattern NUMERIC =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?");

    private Address() {}

    /** What counts as one asker: an IPv4 address, or the /64 of an IPv6 address, because whoever has one has all of them. */
    public static String asker(@Nullable String host) {
        InetAddress address = host == null ? null : numeric(host);
        if (address instanceof Inet6Address six) {
            return HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), PREFIX_BYTES)) + "/64";
        }
        return address == null ? "unknown" : address.getHostAddress();
    }

    /** Whether only this machine reaches what listens there. */
    public static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        InetAddress address = numeric(host);
        return address != null && address.isLoopbackAddress();
    }

    /** An IPv4 address within an IPv6 one is an {@link Inet4Address} here. */
    private static @Nullable InetAddress numeric(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!NUMERIC.matcher(bare).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(bare);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
