package com.example.stats;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A resource server for API keys and access tokens of one realm. */
@SpringBootApplication
public class StatsApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(StatsApplication.class, arguments);
    }
}
