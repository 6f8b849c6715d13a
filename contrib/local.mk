# Completions for shells, written by the program (audioengine completions SHELL) and kept in the
# repository, so that they can be read and installed without running what was built for another
# machine.  tests/check-docs compares them; make completions writes them anew.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_bashcompletion_DATA = contrib/completions/bash/audioengine
dist_zshcompletion_DATA = contrib/completions/zsh/_audioengine
dist_fishcompletion_DATA = contrib/completions/fish/audioengine.fish

dist_check_SCRIPTS += tests/test_completions.sh

.PHONY: completions
completions: audioengine
	./audioengine completions bash >$(srcdir)/contrib/completions/bash/audioengine
	./audioengine completions zsh >$(srcdir)/contrib/completions/zsh/_audioengine
	./audioengine completions fish >$(srcdir)/contrib/completions/fish/audioengine.fish
# Snippets for status bars; tests/system/test_progress.sh runs their commands.
EXTRA_DIST += contrib/bars/tmux.conf contrib/bars/i3.conf contrib/bars/waybar.json \
	contrib/bars/polybar.ini tests/system/test_progress.sh
