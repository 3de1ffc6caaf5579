package dev.vivace.bench;

import dev.vivace.live.ShopTraffic;
import java.util.ArrayList;
import java.util.List;

/// Encoded requests of about 1,000 spans each, the same for the same seed.
///
/// @param spans in all requests together
record ShopRequests(List<byte[]> requests, long spans) {

    static ShopRequests of(long seed, long atLeastSpans) {
        ShopTraffic traffic = new ShopTraffic(seed);
        List<byte[]> requests = new ArrayList<>();
        while (traffic.spans() < atLeastSpans) {
            requests.add(traffic.request(1000));
        }
        return new ShopRequests(List.copyOf(requests), traffic.spans());
    }
}
