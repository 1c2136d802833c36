import bash from "@pnpm/tabtab/lib/templates/completion.bash";
import powershell from "@pnpm/tabtab/lib/templates/completion.ps1";
import zsh from "@pnpm/tabtab/lib/templates/completion.zsh";
import { writeOut } from "./stdio.ts";
import { FILES } from "./completion-server.ts";
import type { Shell } from "./completion-shells.ts";

/** tabtab's script for fish evaluates the words that stand on the command line, so that a `$(…)` in them runs at a press of Tab; this one hands them over. */
const fish = `function __{pkgname}_completion
    set -l current (commandline -ct)
    set -l words (commandline -opc) "$current"
    set -l found (COMP_CWORD=(math (count $words) - 1) SHELL=fish {completer} completion-server -- $words 2>/dev/null)
    if test "$found" = ${FILES}
        __fish_complete_path "$current"
    else if test (count $found) -gt 0
        printf '%s\\n' $found
    end
end
complete -c {pkgname} -f -a '(__{pkgname}_completion)'
`;

const SCRIPTS: Record<Shell, string> = { bash, zsh, fish, powershell };

/** `l9 completion SHELL`: the script that has a shell ask `l9 completion-server` when the user presses Tab. */
export async function completionScript(shell: Shell): Promise<number> {
  await writeOut(SCRIPTS[shell].replaceAll("{pkgname}", "l9").replaceAll("{completer}", "l9"));
  return 0;
}
