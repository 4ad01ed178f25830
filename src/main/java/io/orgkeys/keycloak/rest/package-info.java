/** What all HTTP entries share: how JSON is read and how errors are answered. Parses and answers, decides nothing. */
@NullMarked
package io.orgkeys.keycloak.rest;

import org.jspecify.annotations.NullMarked;
