module example.com/stats

go 1.19

require orgkeys.io/client v0.0.0

replace orgkeys.io/client => ../../clients/go
