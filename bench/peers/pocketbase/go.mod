// A module of its own: PocketBase and what it needs stay out of Xiaohao's go.mod and out of `go build ./...`.
module xiaohao/bench/peers/pocketbase

go 1.25.0

require github.com/pocketbase/pocketbase v0.36.8
