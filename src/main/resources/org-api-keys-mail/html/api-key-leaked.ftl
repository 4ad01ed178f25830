<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg("apiKeyLeakedBody", keyName, organizationName, lastFour, reporter)}</p>
<p>${msg("apiKeyLeakedRemedy." + remedy)}</p>
<#if created != "0"><p>${msg("apiKeyLeakedCreated", created)}</p></#if>
<p>${msg("apiKeyLeakedAdvice")}</p>
<p>${msg("apiKeyMailNoLink")}</p>
</@layout.emailLayout>
