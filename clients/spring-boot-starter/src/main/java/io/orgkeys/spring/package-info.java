/** Protects an application of Spring Boot with API keys. {@link io.orgkeys.spring.ApiKeySecurity} is the entry point. */
@NullMarked
package io.orgkeys.spring;

import org.jspecify.annotations.NullMarked;
