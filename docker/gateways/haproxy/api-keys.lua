-- Asks Keycloak whether the request's API key is good for what txn.verify says, and tells in txn.verified.

local identity = {
    "x-auth-key-id", "x-auth-key-type", "x-auth-subject", "x-auth-username",
    "x-auth-organization", "x-auth-organization-id", "x-auth-permissions",
    "x-auth-truncated",
}

core.register_action("verify_api_key", { "http-req" }, function(txn)
    -- whatever goes wrong below, this stays, and the request is refused
    txn:set_var("txn.verified", 503)

    local sent = txn.http:req_get_headers()
    local asked = {}
    -- the key, and the header in which some send it by mistake; each value on a line of its own, as it came
    for _, name in ipairs({ "x-api-key", "authorization" }) do
        if sent[name] then
            asked[name] = {}
            for _, value in pairs(sent[name]) do
                table.insert(asked[name], value)
            end
        end
    end
    -- where the client is, and whether it came by TLS, for a Keycloak that runs with --proxy-headers=xforwarded
    asked["x-forwarded-for"] = { txn.f:src() }
    local tls = txn.f:ssl_fc()
    asked["x-forwarded-proto"] = { (tls == true or tls == 1) and "https" or "http" }

    -- HEAD: the headers say everything, and the body of a key with many permissions is long
    local answer = core.httpclient():head{
        url = os.getenv("API_KEYS_VERIFY") .. txn:get_var("txn.verify"),
        headers = asked,
        -- by way of `listen verify`, whose time limits hold: this client has only this one, and tries four times
        dst = os.getenv("API_KEYS_SOCKET"),
        timeout = 3000,
    }
    if not answer or not answer.status then
        return
    end
    if answer.status == 200 then
        -- Keycloak always says it: without it, something else answered
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
