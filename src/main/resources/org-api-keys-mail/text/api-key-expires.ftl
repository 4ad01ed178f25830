<#ftl output_format="plainText">
${msg("apiKeyExpiresBody", keyName, organizationName, lastFour, expiresAt)}

${msg("apiKeyExpiresAdvice")}

${msg("apiKeyMailNoLink")}
