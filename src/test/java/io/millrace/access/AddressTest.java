package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void anIpv6AskerIsItsNetworkAndAnIpv4AskerItself() {
        assertThat(Address.asker("2001:db8:1:2::1"))
                .isEqualTo(Address.asker("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(Address.asker("2001:db8:1:3::1"));
        assertThat(Address.asker("192.0.2.7")).isEqualTo("192.0.2.7").isEqualTo(Address.asker("::ffff:192.0.2.7"));
        assertThat(Address.asker(null)).isEqualTo(Address.asker("somewhere.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]", "0:0:0:0:0:0:0:1"})
    void onlyThisMachineIsLoopback(String host) {
        assertThat(Address.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "[::]",
                "192.168.1.1",
                "128.0.0.1",
                "127.0.0.1.example",
                "localhost.example",
                "999.0.0.1",
                "127.0.0.1 ",
                ""
            })
    void whateverIsNotSurelyLoopbackIsNone(String host) {
        assertThat(Address.isLoopback(host)).isFalse();
    }
}
