// The same auction as an engineer of today would write it in Go: net/http, a goroutine a bidder, a context with the
// deadline. usage: peer PORT. Prints what one auction costs it, in the closed loop of cpu-20.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const bidders, callers = 20, 32

type call struct {
	ID            string            `json:"id"`
	AreaCode      string            `json:"area_code"`
	State         string            `json:"state"`
	Zip           string            `json:"zip"`
	LineType      string            `json:"line_type"`
	Attestation   *string           `json:"attestation"`
	DuplicateDays *int              `json:"duplicate_days"`
	Tags          map[string]string `json:"tags"`
}

type request struct {
	ID         string `json:"id"`
	DeadlineMs int    `json:"deadline_ms"`
	Floor      string `json:"floor"`
	Currency   string `json:"currency"`
	Test       bool   `json:"test"`
	Campaign   string `json:"campaign"`
	Publisher  string `json:"publisher"`
	Call       call   `json:"call"`
}

type answer struct {
	Bid            string `json:"bid"`
	Destination    string `json:"destination"`
	QualifySeconds int    `json:"qualify_seconds"`
	ValidSeconds   int    `json:"valid_seconds"`
}

var client = &http.Client{
	Transport: &http.Transport{MaxIdleConnsPerHost: 256, MaxIdleConns: 100000, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func ask(ctx context.Context, url string, body []byte) (float64, bool) {
	ask, err := http.NewRequestWithContext(ctx, "POST", url, bytes.NewReader(body))
	if err != nil {
		return 0, false
	}
	ask.Header.Set("Content-Type", "application/json")
	got, err := client.Do(ask)
	if err != nil {
		return 0, false
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, 64*1024))
	var bid answer
	if err != nil || json.Unmarshal(text, &bid) != nil {
		return 0, false
	}
	price, err := strconv.ParseFloat(bid.Bid, 64)
	return price, err == nil
}

func hold(urls []string, number int64) int {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	body, _ := json.Marshal(request{
		ID: fmt.Sprintf("auc_%032d", number), DeadlineMs: 1993, Floor: "12.00", Currency: "USD", Campaign: "auto-fl",
		Publisher: "p-7f3a", Call: call{
			ID: fmt.Sprintf("call_%032d", number), AreaCode: "305", State: "FL", Zip: "33130", LineType: "mobile",
			Tags: map[string]string{"age": "52", "sub_id": "881"}}})
	bids := make(chan float64, bidders)
	for _, url := range urls {
		go func(url string) {
			price, ok := ask(ctx, url, body)
			if !ok {
				price = -1
			}
			bids <- price
		}(url)
	}
	best, valid := -1.0, 0
	for range urls {
		price := <-bids
		if price >= 0 {
			valid++
		}
		if price > best {
			best = price
		}
	}
	return valid
}

func cpu() time.Duration {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func run(urls []string, span time.Duration) (int64, int64) {
	var auctions, valid int64
	var all sync.WaitGroup
	start := time.Now()
	for i := 0; i < callers; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for time.Since(start) < span {
				atomic.AddInt64(&valid, int64(hold(urls, atomic.AddInt64(&auctions, 1))))
			}
		}()
	}
	all.Wait()
	return auctions, valid
}

func main() {
	urls := make([]string, bidders)
	for i := range urls {
		urls[i] = fmt.Sprintf("http://127.0.0.%d:%s/after/0", i+1, os.Args[1])
	}
	run(urls, 2*time.Second)
	before, start := cpu(), time.Now()
	auctions, valid := run(urls, 6*time.Second)
	spent := float64((cpu() - before).Microseconds()) / float64(auctions)
	fmt.Printf("%.0f/s, CPU %.0f us an auction, %.1f%% bid in time\n",
		float64(auctions)/time.Since(start).Seconds(), spent, 100*float64(valid)/float64(auctions*bidders))
}
