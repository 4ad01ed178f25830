<#ftl output_format="plainText">
${msg("apiKeyLeakedBody", keyName, organizationName, lastFour, reporter)}

${msg("apiKeyLeakedRemedy." + remedy)}

<#if created != "0">
${msg("apiKeyLeakedCreated", created)}

</#if>
${msg("apiKeyLeakedAdvice")}

${msg("apiKeyMailNoLink")}
