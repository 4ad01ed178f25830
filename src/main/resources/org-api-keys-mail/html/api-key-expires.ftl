<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg("apiKeyExpiresBody", keyName, organizationName, lastFour, expiresAt)}</p>
<p>${msg("apiKeyExpiresAdvice")}</p>
<p>${msg("apiKeyMailNoLink")}</p>
</@layout.emailLayout>
