package io.orgkeys.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A poll in flight.
 *
 * @param began the monotonic time at which it began
 * @param since the duration that it asks for
 * @param usage the counts that it sends
 * @param jumps how often a clock had jumped when it began
 */
record Poll(long began, long since, List<UsageCount> usage, int jumps) {

    byte[] body() {
        StringBuilder json = new StringBuilder().append("{\"since\":").append(since);
        if (!usage.isEmpty()) {
            json.append(",\"usage\":[");
            for (UsageCount count : usage) {
                json.append("{\"id\":");
                Json.writeString(count.id(), json);
                json.append(",\"allowed\":").append(count.allowed());
                json.append(",\"refused\":").append(count.refused()).append("},");
            }
            json.setCharAt(json.length() - 1, ']');
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
