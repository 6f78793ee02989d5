package templates

import (
	"regexp"
	"text/template/parse"
)

// Spaces that never break: nbsp before : and inside « », narrow before ; ! ?
// and inside numbers (Lexique des règles typographiques de l'Imprimerie
// nationale).
const (
	nbsp   = "\u00a0"
	narrow = "\u202f"
)

var (
	beforeNarrow = regexp.MustCompile(` ([;!?])`)
	beforeWide   = regexp.MustCompile(` ([:»])`)
	afterQuote   = regexp.MustCompile(`« `)
	apostrophe   = regexp.MustCompile(`(\pL)'(\pL)`)
	units        = regexp.MustCompile(`(\d) (h\b|%|€)`)
	afterHour    = regexp.MustCompile(`(\d` + nbsp + `h) (\d)`)
)

// French sets no-break spaces and curly apostrophes where French wants them.
// It changes nothing in a text that has them already.
func French(s string) string {
	s = beforeNarrow.ReplaceAllString(s, narrow+"$1")
	s = beforeWide.ReplaceAllString(s, nbsp+"$1")
	s = afterQuote.ReplaceAllString(s, "«"+nbsp)
	s = apostrophe.ReplaceAllString(s, "$1’$2")
	s = units.ReplaceAllString(s, "$1"+nbsp+"$2")
	return afterHour.ReplaceAllString(s, "$1"+nbsp+"$2")
}

// typeset sets the French of every template once, at parse time: literal text
// and the sentences handed to partials. Nobody has to think of it.
func typeset(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		typesetList(n)
	case *parse.TextNode:
		n.Text = []byte(French(string(n.Text)))
	case *parse.StringNode:
		n.Text = French(n.Text)
	case *parse.ActionNode:
		typeset(n.Pipe)
	case *parse.TemplateNode:
		typeset(n.Pipe)
	case *parse.PipeNode:
		typesetPipe(n)
	case *parse.CommandNode:
		for _, arg := range n.Args {
			typeset(arg)
		}
	case *parse.IfNode:
		typesetBranch(&n.BranchNode)
	case *parse.RangeNode:
		typesetBranch(&n.BranchNode)
	case *parse.WithNode:
		typesetBranch(&n.BranchNode)
	}
}

// typesetList takes nil too: a branch without else has none.
func typesetList(n *parse.ListNode) {
	if n == nil {
		return
	}
	for _, child := range n.Nodes {
		typeset(child)
	}
}

// typesetPipe takes nil too: a template called without data has none.
func typesetPipe(n *parse.PipeNode) {
	if n == nil {
		return
	}
	for _, c := range n.Cmds {
		typeset(c)
	}
}

func typesetBranch(b *parse.BranchNode) {
	typeset(b.Pipe)
	typeset(b.List)
	typeset(b.ElseList)
}
