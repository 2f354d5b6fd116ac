#!/usr/bin/env bash
# Sets up whatever is missing, then serves, tests, checks or measures Sightline.
#
#   ./run.sh [ARGUMENTS]             serve; the arguments are app.py's, --help lists them
#   ./run.sh test [ARGUMENTS]        run the tests; the arguments are pytest's
#   ./run.sh check                   lint, formatting and strict types
#   ./run.sh bench NAME [ARGUMENTS]  take one of the measurements in tests/benchmarks
#
# Keep it to what bash 3.2 understands: that is macOS's.
set -euo pipefail
unset CDPATH
cd -- "$(dirname -- "$0")"
export GRADIO_ANALYTICS_ENABLED=False
trap 'exit 130' INT TERM

supported="3.11 3.12 3.13 3.14" # what the pinned packages have wheels for
stamp=.venv/installed           # what .venv holds; written last, so without it .venv is half made

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@" && exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Install Debian packages if we may; return 1 if we may not or it failed.
apt_install() {
  local output
  { [ "$(id -u)" = 0 ] && have apt-get; } || return 1
  say "Installing $* with apt-get (once) ..."
  output=$({
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"
  } 2>&1) || { say "apt-get failed: $(printf '%s' "$output" | tail -n 3)" && return 1; }
}

# Run a command, silently, for at most $1 seconds; macOS has no `timeout`.
at_most() {
  local end=$((SECONDS + $1)) job
  shift
  set -m # gives the job a process group of its own, so that its children go with it
  "$@" >/dev/null 2>&1 </dev/null &
  job=$!
  set +m
  trap 'kill -- "-$job"; exit 130' INT TERM
  while kill -0 "$job" 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then kill -- "-$job"; fi
    sleep 0.2
  done
  trap 'exit 130' INT TERM
  wait "$job" 2>/dev/null
}

# Set $python and $version to the first supported Python that has module $1, and $seen to the
# versions that will not do; return 1 if there is none.
find_python() {
  seen=""
  for python in python3 python3.13 python3.12 python3.11 python3.14; do
    version=$("$python" -c "import sys, $1; print('%d.%d' % sys.version_info[:2])" 2>/dev/null) || continue
    case " $supported " in *" $version "*) return ;; esac
    seen="$seen $version"
  done
  python="" version=""
  return 1
}

# Say why no environment can be made, and stop.
no_python() {
  if find_python sys; then
    fail "Python $version cannot make virtual environments here: install python$version-venv" \
      "(sudo apt-get install python$version-venv) and run this again."
  fi
  fail "Sightline needs Python 3.11, 3.12, 3.13 or 3.14, and found ${seen:+only}${seen:-none}:" \
    "install one of them and run this again."
}

# Make .venv anew.
make_venv() {
  rm -rf .venv
  if have uv; then # which brings a Python of its own if there is none
    find_python sys || true
    say "Making .venv with uv (Python ${version:-of its own}) ..."
    uv venv -q --python "${python:->=3.11,<3.15}" .venv || {
      [ -n "$python" ] || no_python
      fail "uv could not make .venv: see above."
    }
    return
  fi
  if ! find_python ensurepip; then
    find_python sys || true
    { apt_install "python${version:-3}-venv" && find_python ensurepip; } || no_python
  fi
  say "Making .venv with Python $version ..."
  "$python" -m venv .venv || fail "$python could not make .venv: see above."
}

# The version of .venv's Python, or "none" if it is missing or dead.
venv_version() {
  .venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none
}

# uv does not read pip's configuration: hand it pip's package folder and index, where set.
configure_uv() {
  local links=${PIP_FIND_LINKS:-} index=${PIP_INDEX_URL:-}
  links=${links:-$(python3 -m pip config get global.find-links 2>/dev/null || true)}
  index=${index:-$(python3 -m pip config get global.index-url 2>/dev/null || true)}
  if [ -n "$links" ]; then export UV_FIND_LINKS="${UV_FIND_LINKS:-${links//[[:space:]]/,}}"; fi
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
}

# Install with the arguments of `pip install`: by uv if it is there and manages, else by pip.
pip_install() {
  if have uv; then
    configure_uv
    uv pip install -q --python .venv/bin/python "$@" && return
    say "uv could not install them; trying pip ..."
  fi
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
  .venv/bin/python -m pip install -qq --disable-pip-version-check "$@"
}

# Make sure that .venv holds the requirement files named, as they are now.
ensure() {
  local version file mark wanted="" marks=""
  version=$(venv_version)
  grep -qxF "python $version" "$stamp" 2>/dev/null || { make_venv && version=$(venv_version); }
  for file in "$@"; do
    mark="$file $(cat requirements.txt "$file" | cksum)"
    grep -qxF "$mark" "$stamp" 2>/dev/null || wanted="$wanted -r $file"
    marks="$marks$mark"$'\n'
  done
  if [ -z "$wanted" ]; then return; fi
  if [ -f "$stamp" ]; then # what else was installed stays so
    while read -r file mark; do
      case " python $* " in *" $file "*) ;; *) marks="$marks$file $mark"$'\n' ;; esac
    done <"$stamp"
  fi
  case $wanted in
    *local*) say "Installing${wanted//-r /} into .venv (once; torch is gigabytes on Linux) ..." ;;
    *) say "Installing${wanted//-r /} into .venv (once, about a minute) ..." ;;
  esac
  rm -f "$stamp" .venv/chromium .venv/no-chromium
  # shellcheck disable=SC2086 # a list of arguments
  pip_install $wanted || fail "The packages could not be installed: see above. They exist for Python" \
    "$supported on Linux (x86-64, ARM; glibc 2.28 or later) and macOS 14 or later on Apple silicon."
  printf '%s\n%s' "python $version" "$marks" >"$stamp.new"
  mv "$stamp.new" "$stamp"
}

# Find a Chromium that runs, Playwright's own before the system's, and note it in .venv/chromium.
find_chromium() {
  local known=.venv/chromium revision own browser
  if [ -f $known ] && have "$(cat $known)"; then return; fi
  revision=$(grep -A1 '"name": "chromium"' \
    .venv/lib/python*/site-packages/playwright/driver/package/browsers.json 2>/dev/null |
    sed -n 's/.*"revision": "\([0-9]*\)".*/\1/p') || true
  own=${XDG_CACHE_HOME:-${HOME:-}/.cache}
  if [ "$(uname)" = Darwin ]; then own=${HOME:-}/Library/Caches; fi
  own=${PLAYWRIGHT_BROWSERS_PATH:-$own/ms-playwright}
  for browser in "$own/chromium_headless_shell-$revision"/*/*headless*shell \
    "$own/chromium-$revision"/*/chrome "$own/chromium-$revision"/*/*.app/Contents/MacOS/* \
    chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if have "$browser" && "$browser" --version >/dev/null 2>&1; then
      echo "$browser" >$known
      return
    fi
  done
  return 1
}

playwright() { .venv/bin/python -m playwright "$@"; }

# Fetch a Chromium: Playwright's own, else Debian's.
fetch_chromium() {
  say "Fetching a Chromium (once) ..."
  export PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=10000 # milliseconds, to give up early where it is blocked
  if at_most 240 playwright install chromium-headless-shell; then
    find_chromium && return
    if [ "$(id -u)" = 0 ]; then playwright install-deps chromium-headless-shell >/dev/null 2>&1 || true; fi
    find_chromium && return
    playwright uninstall >/dev/null 2>&1 || true # it cannot run here: leave nothing that looks as if
  fi
  # shellcheck disable=SC2046 # one package a line
  apt_install $(cat packages.txt) && find_chromium
}

# Make sure that there is a Chromium; return 1 with one sentence if there is none.
ensure_chromium() {
  local asked=${SIGHTLINE_CHROMIUM:-}
  if [ -z "$asked" ] && [ -f .env ]; then
    asked=$(sed -n 's/^ *SIGHTLINE_CHROMIUM=//p' .env | tr -d "\"'")
  fi
  if [ -n "$asked" ]; then
    have "$asked" && return
    say "SIGHTLINE_CHROMIUM is $asked, which cannot be run: correct it or take it away."
    return 1
  fi
  find_chromium && return
  # Serving tries once, so that later starts need no network.
  if [ "$1" = always ] || [ ! -e .venv/no-chromium ]; then fetch_chromium && return; fi
  : >.venv/no-chromium
  say "There is no Chromium here and none could be fetched: install Chromium or Google Chrome," \
    "or set SIGHTLINE_CHROMIUM to one."
  return 1
}

# Serve; help is shown by any supported Python, and installs nothing.
serve() {
  case " $* " in
    *" --help "* | *" -h "*)
      if [ "$(venv_version)" != none ]; then exec .venv/bin/python app.py "$@"; fi
      find_python sys || no_python
      exec "$python" app.py "$@"
      ;;
  esac
  ensure requirements.txt
  case " $* --backend ${SIGHTLINE_BACKEND:-} " in
    *" --backend local "* | *" --backend=local "*) ensure requirements-local.txt ;;
  esac
  ensure_chromium once || say "Sightline starts without a browser."
  exec .venv/bin/python app.py "$@"
}

verb=${1:-}
case $verb in
  test | bench) shift && ensure requirements.txt requirements-dev.txt requirements-local.txt ;;
  check) shift && ensure requirements.txt requirements-dev.txt ;;
  *) serve "$@" ;;
esac
if [ "$verb" = check ]; then
  .venv/bin/python -m ruff check .
  .venv/bin/python -m ruff format --check .
  exec .venv/bin/python -m mypy
fi
ensure_chromium always || exit 1
export HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1
if [ "$verb" = test ]; then
  # All of them in two processes, whole files each, the longest first; what is asked for by name in
  # one, as it comes.
  [ $# -eq 0 ] || exec .venv/bin/python -m pytest "$@"
  status=0
  .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder || status=$?
  # 1 says that all ran and some failed; anything else (broken off, a crash) is final.
  [ "$status" -eq 1 ] || exit "$status"
  # A journey through the browser may miss its moment where two share a slow machine: what failed
  # is tried once more, alone, and has to pass there.
  echo "Trying again, alone, what failed:"
  exec .venv/bin/python -m pytest --last-failed --last-failed-no-failures none
fi
name=${1:-}
[ -n "$name" ] || fail "Say which one: ./run.sh bench NAME, a module of tests/benchmarks."
shift
exec .venv/bin/python -m "tests.benchmarks.$name" "$@"
