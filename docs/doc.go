// Package docs holds the pages, and the tests that read every page of the repository: its links, its code and the
// messages that it quotes. What a page's commands do is shown by the end-to-end tests.
package docs
