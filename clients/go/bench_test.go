package orgkeys

import (
	"fmt"
	"testing"
)

func BenchmarkWarmVerification(b *testing.B) {
	for _, keys := range []int{1, 100_000} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			c := newCore(defaultRules)
			now := instant{0, 1_800_000_000_000}
			c.pollEnds(c.pollBegins(now), 200, []byte(`{"ids":[],"all":false,"lifespan":60000}`), now)
			secrets := make([]string, keys)
			for i := range secrets {
				secrets[i] = fmt.Sprintf("kc_bot_%038d", i)
				_, ask, _ := c.verify(secrets[i], "", requirement{anyPermission: true}, now)
				c.answered(ask, 200, []byte(fmt.Sprintf(`{"active":true,"token_type":"api_key","jti":"K%d","sub":"U%d",
					"scope":"stats:read","organization":{"acme":{"id":"O%d"}}}`, i, i, i%100)), now)
			}
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				if decided, _, _ := c.verify(secrets[i%keys], "", requirement{permission: "stats:read"}, now); decided == nil {
					b.Fatal("not cached")
				}
			}
		})
	}
}
