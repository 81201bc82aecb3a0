// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include "verb.hpp"
#include <iostream>
#include <string>
#include <vector>

/// The manual page and the completion, generated from the options, so that they stay up to date.
namespace hone_cli {

/// The command with the verbs that the command line named: "hone study set-user-attr".
inline std::string command_asked(const CLI::App& app) {
  std::string text = app.get_name();
  for (const CLI::App* verb : app.get_subcommands()) text += ' ' + command_asked(*verb);
  return text;
}

/// Calls `look(words, verb)` for each verb that has an action: "study set-user-attr".
template <class Look>
void for_each_verb(const CLI::App& app, const std::string& before, Look look) {
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string words = before + verb->get_name();
    if (verb->get_subcommands([](const CLI::App*) { return true; }).empty())
      look(words, *verb);
    else
      for_each_verb(*verb, words + ' ', look);
  }
}

inline std::string options_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_snames()) words += " -" + name;
    for (const std::string& name : option->get_lnames()) words += " --" + name;
  }
  return words.empty() ? words : words.substr(1);
}

inline std::string bash_completion(const CLI::App& app) {
  std::string verbs, cases;
  for_each_verb(app, "", [&](const std::string& words, const CLI::App& verb) {
    cases += "    '" + words + "') words='" + options_of(verb) + "' ;;\n";
  });
  cases += "    study) words='set-user-attr' ;;\n    checkpoint) words='ls verify gc' ;;\n";
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    verbs += (verbs.empty() ? "" : " ") + verb->get_name();
  return R"(# Completion of hone for bash:  source <(hone completion bash)
_hone() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]} words
  case $before in
    --format | -f) words='value json table yaml csv jsonl' ;;
    --direction | --directions) words='minimize maximize' ;;
    --state) words='complete pruned fail' ;;
    --storage | --output | -o) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
  esac
  if [[ -z $words ]]; then
    [[ $verb == study || $verb == checkpoint ]] && ((COMP_CWORD > 2)) && verb+=" ${COMP_WORDS[2]}"
    ((COMP_CWORD == 1)) && verb=
    case $verb in
    '') words=')" +
         verbs + R"(' ;;
)" + cases +
         R"(    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  [[ ${#COMPREPLY[@]} -gt 0 || $word == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _hone hone
)";
}

/// Escapes text for roff.
inline std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '-') out += '\\';
    out += c;
  }
  return out.empty() || (out[0] != '.' && out[0] != '\'') ? out : "\\&" + out;
}

inline std::string man_page(const CLI::App& app) {
  std::string out = ".TH HONE 1 \"\" \"hone " HONE_VERSION_STRING "\" \"User Commands\"\n";
  out += ".SH NAME\nhone \\- studies from the command line\n";
  out += ".SH SYNOPSIS\n.B hone\n.I VERB\n[\\fIOPTION\\fR]...\n";
  out +=
      ".SH DESCRIPTION\nSearches for good parameters are studies, which consist of trials. hone "
      "makes, shows and\ndrives them, from a shell or from programs in any language. Verbs, "
      "options "
      "and formats are\nOptuna's where Optuna has them, and studies are shared with it.\n.SH "
      "VERBS\n";
  for_each_verb(app, "", [&](const std::string& words, const CLI::App& verb) {
    out += ".SS " + roff(words) + "\n" + roff(verb.get_description()) + ".\n";
    for (const CLI::Option* option : verb.get_options()) {
      if (option->check_lname("help") || option->check_lname("storage") ||
          option->check_lname("storage-class") || option->check_lname("quiet"))
        continue;
      std::string names;
      for (const std::string& name : option->get_snames())
        names += (names.empty() ? "-" : ", -") + name;
      for (const std::string& name : option->get_lnames())
        names += (names.empty() ? "--" : ", --") + name;
      if (names.empty()) names = option->get_name();
      out += ".TP\n.B " + roff(names) + "\n" + roff(option->get_description());
      if (!option->get_default_str().empty()) out += " (" + roff(option->get_default_str()) + ")";
      out += ".\n";
    }
  });
  out +=
      ".SH OPTIONS OF EVERY VERB\n.TP\n.B \\-\\-storage\nA study directory, a journal file, or a "
      "database's URL.\n.TP\n.B \\-\\-storage\\-class, \\-q, \\-v, \\-\\-debug\nTaken for Optuna's "
      "sake; they change nothing.\n"
      ".SH EXIT STATUS\n.TP\n.B 0\nDone; of should\\-prune: the trial had better end.\n.TP\n.B "
      "1\nIt could "
      "not be done; one line on standard error says why, and the way out.\n.TP\n.B 2\nThe command "
      "line "
      "is wrong.\n.TP\n.B 3\nOf should\\-prune: the trial goes on. Of checkpoint verify: a file is "
      "damaged.\n.SH ENVIRONMENT\n.TP\n.B HONE_STORAGE, OPTUNA_STORAGE\nThe storage, where "
      "\\-\\-storage is not given.\n";
  return out;
}

inline void add_help_verbs(Verbs& verbs) {
  const CLI::App& app = verbs.app();
  verbs.add(
      "completion", "Print the completion script of a shell", [&app](Verb& verb) -> Verbs::Action {
        const auto shell = std::make_shared<std::string>();
        verb.app.add_option("SHELL", *shell, "bash")->required()->check(CLI::IsMember({"bash"}));
        return [&app, shell] {  // `shell` keeps the option's target alive
          std::cout << bash_completion(app);
          return kDone;
        };
      });
  verbs.add("man", "Print the manual page, for man -l -", [&app](Verb&) -> Verbs::Action {
    return [&app] {
      std::cout << man_page(app);
      return kDone;
    };
  });
}

}  // namespace hone_cli
