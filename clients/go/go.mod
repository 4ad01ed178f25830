module orgkeys.io/client

go 1.19
