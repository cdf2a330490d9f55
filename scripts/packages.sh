# Sourced by the other scripts: system packages, installed as root on Debian and otherwise named.

# need "what it is for" package...: install, or say what to install. Fails when they are still missing.
need() {
    local purpose=$1
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $* ($purpose)."
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null \
            && return 0
        echo "apt-get could not install $*." >&2
    fi
    echo "Missing: $* ($purpose). On Debian: sudo apt-get install $*" >&2
    return 1
}

have_pango() { .venv/bin/python -c "import weasyprint" 2>/dev/null; }
have_postgresql() { compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null; }
have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
have_libreoffice() { command -v soffice >/dev/null && command -v pdftotext >/dev/null; }
have_node() { command -v node >/dev/null; }

need_pango() { have_pango || need "PDF files" libpango-1.0-0 libpangoft2-1.0-0; }
