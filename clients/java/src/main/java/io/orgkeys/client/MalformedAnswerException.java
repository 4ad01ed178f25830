package io.orgkeys.client;

/** A member of Keycloak's answer has a wrong type. */
final class MalformedAnswerException extends Exception {}
