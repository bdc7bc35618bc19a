// Reads a log that Triplicate wrote with the Go project's packages note and tlog, and writes what they make of it.
//
// Usage: sumdb FOLDER VKEY. The folder has checkpoint, older checkpoints as checkpoint.N, tiles and entry bundles.
// It fails at the first disagreement. What it prints is for the caller to verify in turn: proofs, roots, tiles by
// their own reckoning, and a note of its own with the key that signed it.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type proof struct {
	Index  int64    `json:"index"`
	Hashes []string `json:"hashes"`
}

type answer struct {
	Size        int64   `json:"size"`
	Tiles       int     `json:"tiles"`
	Inclusion   []proof `json:"inclusion"`
	Consistency []proof `json:"consistency"`
	Vkey        string  `json:"vkey"`
	Note        string  `json:"note"`
	Cosigned    int     `json:"cosigned"`
}

func check(err error, about string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", about, err)
		os.Exit(1)
	}
}

func fail(format string, values ...any) { check(fmt.Errorf(format, values...), "disagreement") }

// Theirs has the height of tiles in the path, and "data" for what the standard now calls "entries".
func ourPath(t tlog.Tile) string {
	return strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

type reader struct{ folder string }

func (r reader) Height() int { return height }
func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, t := range tiles {
		b, err := os.ReadFile(filepath.Join(r.folder, ourPath(t)))
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	return data, nil
}
func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func parse(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	hash, err := tlog.ParseHash(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: hash}
}

// A cosignature is no type of theirs, but their reader of notes takes any verifier.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig[:8]))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

// The id is computed here, and not taken from the text.
func parseCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	check(err, "cosigner key")
	if raw[0] != 4 || len(raw) != 33 {
		fail("no cosigner key: %s", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	id := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", id) != parts[1] {
		fail("key id of %s", vkey)
	}
	return cosigner{parts[0], id, raw[1:]}
}

func entriesOf(folder string, size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		t := tlog.Tile{H: height, L: 0, N: n, W: 256}
		if left := size - n*256; left < 256 {
			t.W = int(left)
		}
		path := strings.Replace(ourPath(t), "tile/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, path))
		check(err, "bundle")
		for len(data) > 0 {
			length := int(data[0])<<8 | int(data[1])
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
	}
	return all
}

func main() {
	folder, vkey := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(vkey)
	check(err, "log key")
	verifiers := []note.Verifier{verifier}
	for _, text := range os.Args[3:] {
		verifiers = append(verifiers, parseCosigner(text))
	}
	open := func(name string) (tlog.Tree, int) {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		check(err, name)
		n, err := note.Open(raw, note.VerifierList(verifiers...))
		check(err, name)
		if len(n.UnverifiedSigs) != 0 {
			fail("%s has unknown signatures", name)
		}
		return parse(n.Text), len(n.Sigs) - 1
	}
	tree, cosigned := open("checkpoint")
	out := answer{Size: tree.N, Cosigned: cosigned}
	entries := entriesOf(folder, tree.N)
	if int64(len(entries)) != tree.N {
		fail("%d entries of %d", len(entries), tree.N)
	}

	// Their tree over our entries, and every tile of it beside ours.
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for i, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(i), entry, memory)
		check(err, "stored hashes")
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, memory)
	check(err, "root")
	if root != tree.Hash {
		fail("root %v, ours %v", root, tree.Hash)
	}
	for _, t := range tlog.NewTiles(height, 0, tree.N) {
		if t.W < 256 {
			// Theirs names a partial tile of every width; a log has those of the sizes it published.
			if _, err := os.Stat(filepath.Join(folder, ourPath(t))); err != nil {
				continue
			}
		}
		want, err := tlog.ReadTileData(t, memory)
		check(err, "tile")
		got, err := os.ReadFile(filepath.Join(folder, ourPath(t)))
		check(err, "tile")
		if !bytes.Equal(want, got) {
			fail("tile %s", ourPath(t))
		}
		out.Tiles++
	}

	// Their reader over our tiles: it believes nothing that the root does not vouch for.
	hashes := tlog.TileHashReader(tree, reader{folder})
	step := tree.N/97 + 1
	for i := int64(0); i < tree.N; i += step {
		p, err := tlog.ProveRecord(tree.N, i, hashes)
		check(err, "prove record")
		check(tlog.CheckRecord(p, tree.N, tree.Hash, i, tlog.RecordHash(entries[i])), "check record")
		out.Inclusion = append(out.Inclusion, proof{i, texts(p)})
	}
	older, err := filepath.Glob(filepath.Join(folder, "checkpoint.*"))
	check(err, "older checkpoints")
	for _, path := range older {
		old, _ := open(filepath.Base(path))
		if old.N == 0 {
			continue
		}
		p, err := tlog.ProveTree(tree.N, old.N, hashes)
		check(err, "prove tree")
		check(tlog.CheckTree(p, tree.N, tree.Hash, old.N, old.Hash), "check tree")
		out.Consistency = append(out.Consistency, proof{old.N, texts(p)})
	}

	skey, own, err := note.GenerateKey(rand.Reader, "sumdb.example/log")
	check(err, "own key")
	signer, err := note.NewSigner(skey)
	check(err, "own signer")
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("sumdb.example/log\n%d\n%s\n", tree.N, root)}, signer)
	check(err, "own note")
	out.Vkey, out.Note = own, string(signed)
	check(json.NewEncoder(os.Stdout).Encode(out), "answer")
}

func texts(hashes []tlog.Hash) []string {
	var all []string
	for _, h := range hashes {
		all = append(all, h.String())
	}
	return all
}
