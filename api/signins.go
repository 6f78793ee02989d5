package api

import (
	"context"
	"net/http"

	"trame/api/pages"
	"trame/scheduling"
)

type signInBody struct {
	Email    string `json:"email" format:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"1024" writeOnly:"true"`
	Device   string `json:"device,omitempty" maxLength:"120" doc:"How the agent will recognise this sign-in in his list"`
}

type tokenBody struct {
	Token string `json:"token" doc:"Send it as Authorization: Bearer; shown once"`
}

type meBody struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"`
}

func (a *api) signInRoutes() {
	open(a, http.MethodPost, "/sign-ins", operation{ID: "signIn", Summary: "Sign in by password", Tag: "Signing in", Status: http.StatusCreated},
		[]map[string][]string{}, a.signIn)
	remove(a, "/sign-ins/current", operation{ID: "signOut", Summary: "End this sign-in", Tag: "Signing in", Status: http.StatusNoContent}, a.signOut)
	post(a, "/me/password", operation{ID: "changePassword", Summary: "Change one's own password; every other sign-in ends", Tag: "Signing in", Status: http.StatusNoContent}, a.changePassword)
	get(a, "/me", operation{ID: "me", Summary: "Who is signed in", Tag: "Signing in"}, a.me)
}

func (a *api) signIn(ctx context.Context, in *struct {
	Body signInBody
},
) (*body[tokenBody], error) {
	token, err := a.Trust.SignIn(ctx, in.Body.Email, in.Body.Password, in.Body.Device, addressFrom(ctx))
	if err != nil {
		return nil, problemOf(err)
	}
	return &body[tokenBody]{tokenBody{token}}, nil
}

func (a *api) signOut(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*struct{}, error) {
	return nil, a.Trust.SignOut(ctx, actor, pages.SignInFrom(ctx))
}

func (a *api) me(_ context.Context, actor scheduling.Actor, _ *struct{}) (*body[meBody], error) {
	me := meBody{ID: string(actor.ID), Name: actor.Name, Roles: []string{}}
	for _, g := range actor.Grants {
		me.Roles = append(me.Roles, string(g.Role))
	}
	return &body[meBody]{me}, nil
}

func (a *api) changePassword(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		Current string `json:"current" maxLength:"1024" writeOnly:"true"`
		Next    string `json:"next" maxLength:"1024" writeOnly:"true" doc:"Twelve characters at least"`
	}
},
) (*struct{}, error) {
	return nil, a.Trust.ChangePassword(ctx, actor, pages.SignInFrom(ctx), in.Body.Current, in.Body.Next)
}
