<#ftl output_format="plainText">
${msg("apiKeyLeakedBody", keyName, organizationName, lastFour, reporter)}

${msg("apiKeyLeakedRemedy." + remedy)}

${msg("apiKeyLeakedAdvice")}

${msg("apiKeyMailNoLink")}
