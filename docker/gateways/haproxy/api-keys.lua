-- Verifies the API key of the request with Keycloak. Reads the requirement from txn.verify, and writes the status of
-- Keycloak's response to txn.verified.

local identity = {
    "x-auth-key-id", "x-auth-key-type", "x-auth-subject", "x-auth-username",
    "x-auth-organization", "x-auth-organization-id", "x-auth-permissions",
    "x-auth-attributes", "x-auth-truncated",
}

core.register_action("verify_api_key", { "http-req" }, function(txn)
    -- if anything below fails, this status remains, and the request is refused
    txn:set_var("txn.verified", 503)

    local sent = txn.http:req_get_headers()
    local headers = {}
    -- The header of the key, and the header in which clients send the key by mistake. Repeated headers stay separate.
    for _, name in ipairs({ "x-api-key", "authorization" }) do
        if sent[name] then
            headers[name] = {}
            for _, value in pairs(sent[name]) do
                table.insert(headers[name], value)
            end
        end
    end
    -- the client's address and protocol, for a Keycloak that runs with --proxy-headers=xforwarded
    headers["x-forwarded-for"] = { txn.f:src() }
    local tls = txn.f:ssl_fc()
    headers["x-forwarded-proto"] = { (tls == true or tls == 1) and "https" or "http" }

    -- HEAD is enough, because the headers have all information. The body can be long for a key with many permissions.
    local answer = core.httpclient():head{
        url = os.getenv("API_KEYS_VERIFY") .. txn:get_var("txn.verify"),
        headers = headers,
        -- Goes through `listen verify` because of its timeouts. This client has only one timeout for the whole request,
        -- and tries a request four times.
        dst = os.getenv("API_KEYS_SOCKET"),
        timeout = 3000,
    }
    if not answer or not answer.status then
        return
    end
    if answer.status == 200 then
        -- Keycloak always sends this header. Without it, the response does not come from Keycloak.
        if not answer.headers["x-auth-key-id"] then
            return
        end
        for _, name in ipairs(identity) do
            local values = answer.headers[name]
            if values and values[0] then
                txn.http:req_set_header(name, values[0])
            end
        end
    elseif answer.status == 401 then
        local challenge = answer.headers["www-authenticate"]
        txn:set_var("txn.challenge", challenge and challenge[0] or "ApiKey")
    end
    txn:set_var("txn.verified", answer.status)
end)
