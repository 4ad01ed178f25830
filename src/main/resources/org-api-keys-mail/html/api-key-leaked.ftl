<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg("apiKeyLeakedBody", keyName, organizationName, lastFour, reporter)}</p>
<p>${msg("apiKeyLeakedRemedy." + remedy)}</p>
<p>${msg("apiKeyLeakedAdvice")}</p>
<p>${msg("apiKeyMailNoLink")}</p>
</@layout.emailLayout>
