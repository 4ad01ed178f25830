package com.example.stats;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A service whose callers have an API key, or an access token of the same realm. */
@SpringBootApplication
public class StatsApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(StatsApplication.class, arguments);
    }
}
