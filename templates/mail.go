package templates

import (
	"bytes"
	"fmt"
	html "html/template"
	"io"
	"io/fs"
	"strings"
	"sync"
	text "text/template"
)

// MailView is what a mail, an SMS or a letter's text is written with. Nothing
// here may carry a health word when a participant reads it (rule 13).
type MailView struct {
	Organisation string // the sender, as signed
	Phone        string // printed as big as the link
	PhoneHours   string // « du lundi au vendredi, 9 h – 17 h »
	Why          string // why the reader gets this, and how to stop it; "" when obvious
	Data         any
}

// Mail renders templates/mail/NAME.subject.txt, NAME.txt and NAME.html (the
// last inside mail/layout.html; html is "" when the mail has none). The
// subject is one line whatever the data held.
func Mail(name string, v MailView) (subject, plain, rich string, err error) {
	m, err := letterOf(name)
	if err != nil {
		return "", "", "", err
	}
	if m.subject == nil {
		return "", "", "", fmt.Errorf("no mail %q in templates/mail", name)
	}
	if subject, plain, rich, err = m.fill(v); err != nil {
		return "", "", "", fmt.Errorf("mail %s: %w", name, err)
	}
	return subject, plain, rich, nil
}

func (m letter) fill(v MailView) (subject, plain, rich string, err error) {
	if subject, err = filled(m.subject, "main", v); err != nil {
		return "", "", "", err
	}
	if plain, err = filled(m.text, "layout", v); err != nil {
		return "", "", "", err
	}
	if m.html != nil {
		if rich, err = filled(m.html, "layout", v); err != nil {
			return "", "", "", err
		}
	}
	return strings.Join(strings.Fields(subject), " "), plain, rich, nil
}

// Text renders templates/mail/NAME.txt alone, without the mail's frame: an
// SMS, the body of a letter.
func Text(name string, v MailView) (string, error) {
	m, err := letterOf(name)
	if err != nil {
		return "", err
	}
	out, err := m.body(v)
	if err != nil {
		return "", fmt.Errorf("text %s: %w", name, err)
	}
	return out, nil
}

func (m letter) body(v MailView) (string, error) {
	out, err := filled(m.text, "main", v)
	return strings.TrimSpace(out), err
}

func filled(t interface {
	ExecuteTemplate(w io.Writer, name string, data any) error
}, name string, v MailView,
) (string, error) {
	var out bytes.Buffer
	err := t.ExecuteTemplate(&out, name, v)
	return out.String(), err
}

func letterOf(name string) (letter, error) {
	open, ok := library().mails[name]
	if !ok {
		return letter{}, fmt.Errorf("no text %q in templates/mail", name)
	}
	return open()
}

// readMails finds the mails of a tree.
func readMails(tree fs.FS) (map[string]func() (letter, error), error) {
	names, err := fs.Glob(tree, "mail/*.txt")
	if err != nil {
		return nil, err
	}
	mails := map[string]func() (letter, error){}
	for _, file := range names {
		name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(file, "mail/"), ".txt"), ".subject")
		if name != "layout" {
			mails[name] = sync.OnceValues(func() (letter, error) { return readLetter(tree, name) })
		}
	}
	return mails, nil
}

func readLetter(tree fs.FS, name string) (m letter, err error) {
	if m.text, err = readText(tree, "mail/"+name+".txt"); err != nil {
		return m, err
	}
	if subject := "mail/" + name + ".subject.txt"; has(tree, subject) {
		if m.subject, err = readText(tree, subject); err != nil {
			return m, err
		}
	}
	if rich := "mail/" + name + ".html"; has(tree, rich) {
		m.html, err = readRich(tree, rich)
	}
	return m, err
}

func has(tree fs.FS, file string) bool {
	_, err := fs.Stat(tree, file)
	return err == nil
}

func readText(tree fs.FS, file string) (*text.Template, error) {
	set := text.New("mail").Funcs(text.FuncMap(functions)).Option("missingkey=error")
	for _, f := range [][2]string{{"mail/layout.txt", "frame"}, {file, "main"}} {
		source, err := fs.ReadFile(tree, f[0])
		if err != nil {
			return nil, err
		}
		if _, err := set.New(f[1]).Parse(string(source)); err != nil {
			return nil, fmt.Errorf("%s: %w", f[0], err)
		}
	}
	for _, t := range set.Templates() {
		if t.Tree != nil {
			typeset(t.Tree.Root)
		}
	}
	return set, nil
}

func readRich(tree fs.FS, file string) (*html.Template, error) {
	set := html.New("mail").Funcs(html.FuncMap(functions)).Option("missingkey=error")
	if err := addHTML(set, tree, "mail/layout.html", "frame"); err != nil {
		return nil, err
	}
	return set, addHTML(set, tree, file, "main")
}

// outlook holds the 600 px of a mail in the one reader that ignores max-width:
// a conditional comment, which html/template would strip as any other.
func outlook(end string) html.HTML {
	if end == "open" {
		return `<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->`
	}
	return `<!--[if mso]></td></tr></table><![endif]-->`
}
