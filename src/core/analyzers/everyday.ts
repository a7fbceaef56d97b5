/**
 * Programs of ordinary work, told apart by what can come of their words. None of them touches infrastructure by itself.
 */
import type { Invocation } from '../shell/invocation.ts';

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** They print, search or look up: a command among their words stays a text. */
export const printers: ReadonlySet<string> = list(
  `echo printf grep egrep fgrep zgrep rg ag ack man info tldr whatis apropos which whence type whereis hash true false :
   ls ll dir tree file stat basename dirname realpath readlink pwd date sleep test [ expr seq history cal bc
   cat bat head tail less more wc sort uniq cut tr column nl tac rev paste fold comm diff cmp colordiff delta jq yq xxd od hexdump strings
   md5sum sha1sum sha256sum shasum cksum du df uptime uname hostname id whoami groups who w ps top htop free lsof ss netstat dig nslookup host ping traceroute last lastlog getent
   touch mkdir rmdir open xdg-open code cursor subl
   git gh glab hub npm-check brew apt apt-get aptitude yum dnf apk pacman snap pip pip3 gem cargo rustup
   export declare typeset local readonly alias unalias unset set shift read mapfile cd pushd popd dirs jobs wait fg bg kill disown umask ulimit shopt exit return break continue let getopts complete compgen`,
);

/** They read the files they are given and leave them as they are. */
export const readers: ReadonlySet<string> = list(
  `cat bat head tail less more wc sort uniq cut tr column nl tac rev paste fold comm diff cmp colordiff delta jq xxd od hexdump strings
   grep egrep fgrep zgrep rg ag ack ls ll dir tree file stat basename dirname realpath readlink du md5sum sha1sum sha256sum shasum cksum
   echo printf test [ cd pushd which type pwd true false : export declare typeset local readonly find fd awk gawk mawk mkdir open xdg-open code cursor source . bash sh zsh dash eval pwsh powershell cmd`,
);

/** They look at a machine and change nothing on it. */
export const lookers: ReadonlySet<string> = list(
  `ls ll dir cat head tail less more grep egrep fgrep zgrep rg wc sort uniq cut tr diff stat file find du df free uptime uname hostname id whoami groups who w ps top htop
   last lastlog getent dpkg dpkg-query rpm pgrep pidof findmnt
   lsof ss netstat dig nslookup host ping traceroute date pwd env printenv echo printf which type test [ true false cd journalctl dmesg last lscpu lsblk nproc vmstat iostat md5sum sha256sum readlink realpath jq sleep exit export set`,
);

/** Tools of a developer's day, beside the ones above. */
const tools = list(
  `node nodejs npm npx pnpm pnpx yarn bun bunx deno tsc tsx ts-node eslint prettier biome jest vitest mocha playwright vite webpack rollup esbuild turbo nx
   python python2 python3 pypy pip pip3 pipenv poetry uv uvx pytest ruff black mypy tox nox conda virtualenv ipython jupyter
   ruby bundle rake rspec rubocop irb perl php composer phpunit java javac mvn mvnw gradle gradlew kotlin kotlinc scala sbt
   go gofmt golangci-lint cargo rustc rustfmt clippy make cmake ninja meson gcc g++ cc clang clang-format ld ar gdb lldb swift xcodebuild dotnet
   git gh curl wget tar gzip gunzip zip unzip bzip2 xz sed awk gawk mawk find fd xargs tee vim vi nvim nano emacs cp mv rm ln chmod chown mktemp clear reset time timeout watch bash sh zsh dash env sudo
   brew apt apt-get yum dnf apk sqlite3 openssl base64 uuidgen direnv asdf mise nvm pyenv rbenv act pre-commit shellcheck shfmt hadolint tflint actionlint yamllint markdownlint`,
);

/** What people work with in the many languages and trades: nothing of theirs reaches further than what they publish. */
const others = list(
  `
   aapt aapt2 adb aerospace aftman age age-keygen aichat air alacritty allure alsactl alsamixer ameba amixer
   ampy android-studio ansible-lint antidote antora anvil apkanalyzer apksigner apktool appium apptainer arduino
   arduino-cli aria2c asciidoc asciidoctor asciinema aseprite ast-grep astro asusctl atuin autoconf autoflake autojump
   automake autopep8 av ava avdmanager aviator avrdude axel babel backstop bacon bandit banner basedpyright bats bazel
   bazelisk bear bench benthos bentoml betterleaks bindgen bison bit bitwarden blender bloaty bluetoothctl bmake
   bonsai boot bootctl borgbase bossac bower box boxes bracket brakeman brightnessctl broot bru brunch bruno btop buck
   buck2 buf buildifier bump-my-version bump2version bumpversion bundlesize bundletool busctl but bw byobu bzr c++ c3c
   caffeinate cake calcurse capacitor cargo-binstall cargo-generate cargo-make cargo-tauri cargo-watch carthage catkin
   ccache ccls cdxgen changelog changesets cheat checkmake checkstyle chezmoi chisel choco chromatic chruby circup
   clangd clearml-task clj clj-kondo cloc clojure cloudsplaining cmake-format cmark cmatrix cmus codeception codecov
   codegen codeium codeql codesign codespell cog colcon comby commitizen commitlint concurrently conform
   container-diff convco convert cookiecutter copier cordova coredumpctl corepack coursier cowsay cpack cpan cpanm
   cppcheck craco cross crystal cs csi cspell csslint csvcut csvkit csvlook csvsql ctags ctest cucumber cypress cython
   cz czg d2 danger danger-js danger-swift daphne darcs dasel datamodel-codegen datasette dbeaver dbus-send dconf ddev
   defaults degit delve depcheck detox devbox devcontainer devenv devpod dfu-util dialyzer difft difftastic distrobox
   ditaa dive djlint dlv dmd dmenu docfx docsify docutils doit dot dotbot dotdrop dotnet-counters dotnet-dump
   dotnet-format dotnet-gcdump dotnet-script dotnet-trace dotter doxygen dpkg dprint dtc dub dune dunstctl dvc dvisvgm
   dx easyocr editorconfig-checker electron electron-builder electron-forge eleventy elixir elixirc elm-format
   elm-review elm-test elvish ember emcc emerge emmake emulator envsubst eopkg erb erl erlc esbuild-wasm espanso
   espeak esphome esptool esptool.py etags evans evcxr exa exiftool expo-doctor eza f2py fabric factor fake fakeroot
   farm fastboot fastfetch fbterm fbuild fc-cache fc-list fcgiwrap fcitx feh ffmpeg ffplay ffprobe figlet fish
   fish_config fisher flake8 flamegraph flatpak flex flipper flow flox fnm fontforge foreman foreman-roblox fortune
   fossa fossil fpm fselect fsi fswatch futhark fvm fx fyne fzf ganache gap gatsby gauge gbp gcov gcovr gdbus
   gem-release gendoc gettext gfortran gh-dash ghc ghci ghcid ghcup ghostscript ghq ghstack gio git-absorb
   git-branchless git-cliff git-machete git-spice git-town gita gitbutler gitg gitk gitleaks gitlint gitui gitversion
   gleam glow glslc gmake gn gnumake gnumeric gnuplot go-task gobrew gocryptfs godoc godot godot4 goenv goimports
   golint gomobile gomplate google-java-format gopass gopls gops gosec gotestsum gotty govulncheck gox gpg gpg-agent
   gpg2 gpgconf gql.tada gqlgen gqlgenc gradio granian graphql-codegen grip grml groovy groovyc grpcui grpcurl
   gruntfile grype gs gsettings gt guard guile guix gunicorn gvim gvm gxx haml handlebars harlequin haxe haxelib
   hdiutil heaptrack helix helm-docs hererocks hexyl hey-api hg highlight hivemind hledger home-manager honcho hpack
   htmlhint htmlproofer http-server httpstat hurl husky hx hygen hypercorn hyperfine hyprctl i18next i3-msg ibus iconv
   identify idf.py imagemagick img2pdf import-sort infer initdb inkscape inotifywait inso insomnia ionic iperf iperf3
   irssi isort istanbul iterm2 iverilog jabba jadx jar jarsigner jasmine javadoc javap jazzy jbang jdb jdeps jekyll
   jenv jest-cli jj jlink jlinkexe jmap jmeter jo joern joplin jpackage jps jrnl jscodeshift jscpd jsdoc jshell
   json-server json5 jsonlint jsonnet jsonnetfmt jsonschema jstack jstat julia juliaup jupyter-lab jupyter-notebook
   jupytext just k6 kaggle kakoune karabiner_cli karma kcov kedro keepassxc-cli keytool khal kicad-cli kitty koka
   kompose ktlint kubb kube-linter kube-score kubebuilder kubeconform kubescape kubeval kubie kwriteconfig5 lame
   languagetool lapce latexmk lazydocker lazygit ldd lefthook lein leptos leptosfmt lerna-lite less-css lessc lf lhci
   libman libreoffice license-checker licensed licensee lighthouse lilypond lima linkcheck linkinator lint-staged lipo
   liquidctl litecli live-server livereload llm lms loc localstack localtunnel locust logseq lolcat love lpass lsd
   ltex lua luac luacheck luajit lualatex lune lynx lz4 m4 mackup maestro mafft magick makers mako makoctl manim mas
   masscan mathematica matlab maturin-dev maxima mcfly mcp-inspector mdbook mdfind mdformat mdl mdls mdx melos memray
   mercurial mermaid mermerd metals micro microbundle miller mint miri mkcert mlr mmdc mob mocha-webpack mockery
   mockgen mods mold mono monodevelop moon mosh mosquitto_pub mosquitto_sub mpremote mprof mr msbuild mscgen msgfmt
   msgmerge multitail musl-gcc mutagen mutmut mutt mvnd myst n nasm nativescript navi nb nbdiff nbdime nbstripout ncc
   ncdu ncu neofetch neomutt neovide nest networkctl newman newsboat nexe nextcloudcmd nextest ngrep nightwatch nikola
   nim nimble nimpretty nix nix-build nix-channel nix-collect-garbage nix-env nix-index nix-instantiate
   nix-prefetch-url nix-shell nix-store nixfmt nixpkgs-fmt nm nmap nmtui nodemon nodenv notify-send npkill
   npm-check-updates npm-run-all npmlint nps nrfjprog ns nswag nuitka nuke nunit nunjucks nuxi nuxt nvcc nvim-qt nvs
   nyc objcopy objdump obsidian ocaml ocamlc ocamlfind ocamlformat octave odin ollama omf open-interpreter openapi
   openapi-generator openapi-generator-cli openapi-ts openapi-typescript openocd openscad operator-sdk opkg optipng
   ormolu orval osascript overmind oxfmt oxipng oxlint p4merge pa11y packwerk pactl paket pamixer pandoc paplay parcel
   parcel-bundler paru pass passage patch patch-package patchelf pbcopy pbpaste pdflatex pdftk pdftotext pdfunite pdoc
   pelican pep8 percy perf periphery perlcritic perltidy perseus pest pg_ctl pg_ctlcluster pg_format pgbadger
   pgformatter phan phing phive phpbrew phpcbf phpcpd phpcs phpdoc phpenv phpize phpmd phpspec phpstan pi picotool
   pigz pijul pinentry pio pip-audit pip-compile pip-sync pip-tools pipdeptree piper pipx pkg pkg-config pkgconf pkgin
   pkgx plantuml platformio platformio-core playerctl please plop plutil pm2 pmd podchecker polylint popper port
   portage postcss postgraphile powerprofilesctl pprof preact precommit prek premake5 prettierd probe-rs
   process-compose procs prolog proselint prospector proto protoc protolint proxyman ptpython pug puma purescript purs
   pwgen py-spy pycodestyle pycowsay pydoc pydocstyle pyflakes pyftsubset pyinstaller pylint pyocd pyoxidizer pypy3
   pyre pyreverse pyright pyspelling pytype pyupgrade qemu-img qjs qlmanage qmake qmlformat qpdf qt quasar quickjs
   quicktype r racket raco radon raku ranger ratbagctl rbs rc rcc rcup rdiff react-native react-router react-scripts
   rec reckoner rector redoc redoc-cli redocly reek refurb remark remix renovate-config-validator repomix
   reportgenerator rescript retire reuse reviewdog rga ripgrep ripsecrets robot rofi rojo rokit rollup-plugin ronn
   ros2 roslaunch rpm rpmbuild rpmlint rr rsass rsbuild rscript rshell rslib rspack rst2html rtx ruby-lsp rubyfmt
   ruplacer rush rust-analyzer rust-script rustdesk rustdoc rustywind rvm sad safety sage sagemath samply sapling sass
   sassc say sb scala-cli scalafix scalafmt scc schemathesis scheme scons scoop scrcpy screencapture screenkey sd sdk
   sdkman sdkmanager secret-tool selene semgrep setuptools setxkbmap sg sgpt shadcn shadcn-ui shards shell-gpt
   shellharden shellspec sips size size-limit skhd sl slackpkg slidev slither slsa snakemake snips snowpack snyk
   soffice softwareupdate solc solcjs solhint sonar-scanner sorbet source-map-explorer sourcery sox spacy spago spctl
   spectral speedtest sphinx-autobuild sphinx-build sphinx-quickstart spotdl spr sqlboiler sqlc sqlfluff sqlfmt
   sqlite-utils sqlite_web sqlmesh squawk squoosh-cli srb st-flash st-info standard standard-version standardrb
   starship stata staticcheck step-cli stg stgit storybook stow strace-log streamlit strip strip-tags stryker
   stryker-net stylelint stylish-haskell stylua superset sv svelte-check svelte-kit svgo svn swag swagger swagger-cli
   swagger-codegen swagger-typescript-api swaymsg swc swift-doc swift-format swiftc swiftenv swiftformat swiftgen
   swiftlint swiftly swig swipl swupd syft symfony syncthing sysbench tableplus tabnine tailwind tailwindcss tap taplo
   tar-split task taskwarrior tauri tb tcsh tectonic teensy_loader_cli teip templ tensorboard terminal-notifier
   terminalizer terraform-docs terrascan testcafe testem tex texcount texi2pdf textlint tfenv tfsec tfswitch tgenv
   tgswitch thefuck thor tidy tig tiged timeshift timew timewarrior tinygo tmsu tmuxinator tmuxp tns todo todo.sh
   tofuenv toggl toilet tokei toolbox topgrade tox-uv tracy trash trash-put tree-sitter trivy trufflehog trunk try
   tsc-watch tsd tsdown tsdx tsgo tslint tsoa tsserver tsup ttok tuist turbopack twiggy ty typedoc typos typst
   ubuntu-bug udisksctl ue4cli ug uglifyjs ugrep unar unbuild uncrustify unison unity unity-editor universal-ctags
   unlighthouse unoconv unrar unrealeditor update-desktop-database upgrade-assistant upx urpmi usbutils uvicorn v
   vacuum vala valac vale vale-sync valgrind vcpkg vcr vcsh vd vdirsyncer vegeta verdaccio verible verilator vhs viddy
   vinxi virtualenvwrapper visidata vite-node vitepress viu vivado vlc vnu volta vows vp vpm vsim vtracer vue
   vue-cli-service vuepress vulture w3m wails waku walk wally wasm-bindgen wasm-opt wasm-tools wasm2wat wasmer
   wasmtime wat2wasm wdio weasyprint web-dev-server webdriver-manager webidl webpack-cli webpack-dev-server weechat
   west wezterm whisper windres wine winget wire wireit wkhtmltopdf wl-copy wl-paste wmctrl wmr wokwi-cli
   wolframscript wpctl wrk wsl wslpath wt wtf wxt xattr xbps-install xbps-remove xcbeautify xclip xcode-select
   xcodegen xcpretty xcrun xelatex xetex xfconf-query xinput xmake xmllint xo xonsh xpra xq xrandr xsel xsltproc xsv
   xterm xvfb-run xxh yabai yacc yadm yajl yalc yapf yard yari yarn-deduplicate yay yazi yelp yeoman yo yosys
   youtube-dl yq-go yt-dlp ytt z zellij zenml zig zinit zip-it zk zls zola zoxide zplug zsh-bench zstd zx zypper`,
);

const managers = list(
  'npm pnpm yarn bun deno composer poetry pipenv pdm uv rye hatch conda mamba pod conan bundle dotnet mix',
);

/** A package manager whose words are names of packages. */
export const installs = ({ program, args: [verb] }: Invocation): boolean =>
  managers.has(program) &&
  /^(?:i|install|add|remove|rm|un|uninstall|update|upgrade|up|why|view|info|show)$/.test(verb?.value ?? '');

/** A program that everybody runs and that no analyzer has to look at. */
export const isEveryday = (program: string): boolean =>
  printers.has(program) || tools.has(program) || readers.has(program) || others.has(program);
