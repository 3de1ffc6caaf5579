package dev.vivace.wire.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "1::", "2001:db8::c001", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "fe80::1%eth0"})
    void addressesAreTaken(String text) {
        assertThat(IpText.isV6(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", ":::", "1:2:3", "1::2::3", "1:2:3:4:5:6:7:8:9", "g::", "12345::", "::1.2.3", ":1::"})
    void othersAreNot(String text) {
        assertThat(IpText.isV6(text)).isFalse();
        assertThat(IpText.isV4(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"52.0.0.04", "256.1.1.1", "1.2.3", "1.2.3.4.5", "a.b.c.d", "1.2.3.-4"})
    void othersAreNoVersion4(String text) {
        assertThat(IpText.isV4(text)).isFalse();
    }

    @Test
    void bytesAreWrittenAsRfc5952Wants() throws UnknownHostException {
        SplittableRandom random = new SplittableRandom(5952);
        for (int round = 0; round < 1000; round++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int i = 0; i < 16; i++) {
                bytes[i] = random.nextInt(3) > 0 ? 0 : bytes[i];
            }
            String text = IpText.of(bytes);

            assertThat(IpText.isV6(text) || IpText.isV4(text)).as(text).isTrue();
            assertThat(InetAddress.getByName(text)).isEqualTo(InetAddress.getByAddress(bytes));
        }
        assertThat(IpText.of(new byte[] {10, 0, 0, (byte) 255})).isEqualTo("10.0.0.255");
        assertThat(IpText.of(new byte[] {1, 2, 3})).isEqualTo("010203");
    }
}
