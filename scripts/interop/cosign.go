// Speaks tlog-witness over HTTP with the Go project's packages note and tlog: as a log that asks for cosignatures, and
// as a cosigner that is asked. Trees, proofs, notes and HTTP are theirs; the protocol's few lines are written here.
//
// Usage: cosign log URL COSIGNER_VKEY LOG_SKEY   asks the cosigner, prints what happened, fails at a surprise
//
//	cosign witness NAME SEED LOG_VKEY      serves, prints its address and then its key
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A verifier of cosignatures (type 4): the note package knows only type 1, and lets others be added.
type cosignatures struct {
	name string
	key  ed25519.PublicKey
}

func (c cosignatures) Name() string { return c.name }
func (c cosignatures) KeyHash() uint32 {
	hash := sha256.Sum256(append([]byte(c.name+"\n\x04"), c.key...))
	return binary.BigEndian.Uint32(hash[:])
}
func (c cosignatures) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(c.key, cosigned(binary.BigEndian.Uint64(sig), text), sig[8:])
}

func cosigned(time uint64, text []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), text...)
}

func parseCosigner(vkey string) cosignatures {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	check(err)
	c := cosignatures{parts[0], key[1:]}
	if key[0] != 4 || fmt.Sprintf("%08x", c.KeyHash()) != parts[1] {
		check(fmt.Errorf("key id of %s differs", vkey))
	}
	return c
}

// A tree in memory, stored as tlog stores trees.
type tree struct {
	size   int64
	hashes []tlog.Hash
}

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		found[i] = t.hashes[at]
	}
	return found, nil
}

func (t *tree) grow(to int64, history string) {
	for ; t.size < to; t.size++ {
		hashes, err := tlog.StoredHashes(t.size, []byte(fmt.Sprintf("%s %d", history, t.size)), t)
		check(err)
		t.hashes = append(t.hashes, hashes...)
	}
}

func (t *tree) checkpoint(signer note.Signer) string {
	root, err := tlog.TreeHash(t.size, t)
	check(err)
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), t.size, base64.StdEncoding.EncodeToString(root[:]))
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	check(err)
	return string(signed)
}

func (t *tree) request(old int64, signer note.Signer) string {
	var body strings.Builder
	fmt.Fprintf(&body, "old %d\n", old)
	if old > 0 && old < t.size {
		proof, err := tlog.ProveTree(t.size, old, t)
		check(err)
		for _, hash := range proof {
			fmt.Fprintf(&body, "%s\n", base64.StdEncoding.EncodeToString(hash[:]))
		}
	}
	return body.String() + "\n" + t.checkpoint(signer)
}

func ask(url, body string) (int, string, string) {
	response, err := http.Post(url+"/add-checkpoint", "", strings.NewReader(body))
	check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	check(err)
	return response.StatusCode, response.Header.Get("Content-Type"), string(answer)
}

func asLog(url string, cosigner cosignatures, signer note.Signer) {
	honest, fork := &tree{}, &tree{}
	old, signed := int64(0), 0
	for _, size := range []int64{1, 2, 3, 255, 256, 257, 5000, 70000} {
		honest.grow(size, "entry")
		// A size that the cosigner has not seen: it tells which one it has.
		status, kind, body := ask(url, honest.request(old+1, signer))
		if status != 409 || kind != "text/x.tlog.size" || body != fmt.Sprintf("%d\n", old) {
			check(fmt.Errorf("wrong old size: %d %q %q", status, kind, body))
		}
		status, _, lines := ask(url, honest.request(old, signer))
		if status != 200 {
			check(fmt.Errorf("%d to %d: %d %s", old, size, status, lines))
		}
		text := strings.SplitN(honest.checkpoint(signer), "\n\n", 2)[0] + "\n"
		opened, err := note.Open([]byte(text+"\n"+lines), note.VerifierList(cosigner))
		check(err)
		signed += len(opened.Sigs)
		old = size
	}
	fork.grow(old+10, "other")
	if status, _, _ := ask(url, fork.request(old, signer)); status != 422 {
		check(fmt.Errorf("a second history: %d", status))
	}
	fork = &tree{}
	fork.grow(old, "other")
	if status, _, _ := ask(url, fork.request(old, signer)); status != 422 {
		check(fmt.Errorf("another root: %d", status))
	}
	fmt.Println(signed)
}

func asWitness(name, seed string, log note.Verifier) {
	raw, err := base64.StdEncoding.DecodeString(seed)
	check(err)
	private := ed25519.NewKeyFromSeed(raw)
	c := cosignatures{name, private.Public().(ed25519.PublicKey)}
	var mutex sync.Mutex
	var last tlog.Tree
	http.HandleFunc("/witness/add-checkpoint", func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		body, _ := io.ReadAll(r.Body)
		head, signed, _ := bytes.Cut(body, []byte("\n\n"))
		lines := strings.Split(string(head), "\n")
		old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
		if err != nil {
			http.Error(w, "old", 400)
			return
		}
		opened, err := note.Open(signed, note.VerifierList(log))
		if err != nil {
			http.Error(w, err.Error(), 403)
			return
		}
		parts := strings.Split(opened.Text, "\n")
		size, _ := strconv.ParseInt(parts[1], 10, 64)
		root, err := tlog.ParseHash(parts[2])
		if err != nil || parts[0] != log.Name() {
			http.Error(w, "checkpoint", 400)
			return
		}
		if old != last.N {
			w.Header().Set("Content-Type", "text/x.tlog.size")
			w.WriteHeader(409)
			fmt.Fprintf(w, "%d\n", last.N)
			return
		}
		var proof tlog.TreeProof
		for _, line := range lines[1:] {
			hash, err := tlog.ParseHash(line)
			check(err)
			proof = append(proof, hash)
		}
		// Their CheckTree does not take the empty tree.
		if old > 0 {
			if err := tlog.CheckTree(proof, size, root, last.N, last.Hash); err != nil {
				http.Error(w, err.Error(), 422)
				return
			}
		}
		last = tlog.Tree{N: size, Hash: root}
		line := make([]byte, 12, 76)
		binary.BigEndian.PutUint32(line, c.KeyHash())
		binary.BigEndian.PutUint64(line[4:], 1700000000)
		line = append(line, ed25519.Sign(private, cosigned(1700000000, []byte(opened.Text)))...)
		fmt.Fprintf(w, "— %s %s\n", name, base64.StdEncoding.EncodeToString(line))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	key := base64.StdEncoding.EncodeToString(append([]byte{4}, c.key...))
	fmt.Printf("http://%s/witness\n%s+%08x+%s\n", listener.Addr(), name, c.KeyHash(), key)
	check(http.Serve(listener, nil))
}

func main() {
	args := os.Args[1:]
	switch args[0] {
	case "log":
		signer, err := note.NewSigner(args[3])
		check(err)
		asLog(args[1], parseCosigner(args[2]), signer)
	case "witness":
		log, err := note.NewVerifier(args[3])
		check(err)
		asWitness(args[1], args[2], log)
	}
}
