package io.orgkeys.keycloak.it;

import java.time.Instant;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/** The key to which a client binds its tokens (RFC 9449). */
record DpopKey(ECKey key) {

    static DpopKey create() throws JOSEException {
        return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
    }

    /** Returns a new proof of possession for a POST request to this address. */
    String proof(String url) throws JOSEException {
        SignedJWT proof = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build(),
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", "POST")
                        .claim("htu", url)
                        .claim("iat", Instant.now().getEpochSecond())
                        .build());
        proof.sign(new ECDSASigner(key));
        return proof.serialize();
    }

    /** Returns the claim {@code jkt} of tokens that are bound to this key. */
    String thumbprint() throws JOSEException {
        return key.computeThumbprint().toString();
    }
}
