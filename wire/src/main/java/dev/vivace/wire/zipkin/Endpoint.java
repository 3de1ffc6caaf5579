package dev.vivace.wire.zipkin;

import dev.vivace.model.AttributeValue;
import dev.vivace.wire.foreign.JsonTree;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a span was recorded, or whom it talked to. Immutable.
///
/// @param ipv4 as text, empty if there is none; kept even if it is no address
/// @param ipv6 likewise
/// @param port 0 if there is none
record Endpoint(String serviceName, String ipv4, String ipv6, int port) {

    static final Endpoint NONE = new Endpoint("", "", "", 0);

    static Endpoint of(@Nullable Map<String, Object> json, String place, Remarks remarks) {
        if (json == null) {
            return NONE;
        }
        String ipv4 = JsonTree.text(json, "ipv4");
        String ipv6 = JsonTree.text(json, "ipv6");
        if (!ipv4.isEmpty() && !IpText.isV4(ipv4) && !IpText.isV6(ipv4)) {
            remarks.repaired(place + ".ipv4", Remarks.quote(ipv4) + " is no address, kept as text");
        }
        if (!ipv6.isEmpty() && !IpText.isV6(ipv6) && !IpText.isV4(ipv6)) {
            remarks.repaired(place + ".ipv6", Remarks.quote(ipv6) + " is no address, kept as text");
        }
        Long port = JsonTree.whole(json, "port");
        if (port == null && json.containsKey("port") || port != null && (port < 0 || port > 0xffff)) {
            remarks.repaired(
                    place + ".port", Remarks.quote(JsonTree.text(json, "port")) + " (expected: 0 to 65535), left out");
            port = null;
        }
        return new Endpoint(JsonTree.text(json, "serviceName"), ipv4, ipv6, port == null ? 0 : port.intValue());
    }

    /// The own address of a span. If there are two, IPv6 is the one everybody asks for.
    void local(SpanDraft draft) {
        address(draft, "network.local.address", "net.host.ip", "net.host.port");
    }

    /// The other side of a span.
    void remote(SpanDraft draft) {
        if (!serviceName.isEmpty()) {
            draft.put("service.peer.name", serviceName);
        }
        address(draft, "network.peer.address", "net.peer.ip", "net.peer.port");
    }

    private void address(SpanDraft draft, String name, String second, String portName) {
        if (!ipv6.isEmpty()) {
            draft.put(name, ipv6);
            if (!ipv4.isEmpty()) {
                draft.put(second, ipv4);
            }
        } else if (!ipv4.isEmpty()) {
            draft.put(name, ipv4);
        }
        if (port != 0) {
            draft.put(portName, new AttributeValue.Int(port));
        }
    }
}
