// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// hone: studies from the command line. Optuna's verbs for hone's directories and databases, and
// what Optuna lacks: report and should-prune, the HTML report, exports, and checkpoints.
#include "checkpoint_verbs.hpp"
#include "help_verbs.hpp"
#include "shell_verbs.hpp"
#include "study_verbs.hpp"
#include "trial_verbs.hpp"
#include "verb.hpp"
#include <exception>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  CLI::App app("Studies from the command line.", "hone");
  app.set_version_flag("--version", "hone " HONE_VERSION_STRING);
  app.require_subcommand(1);
  hone_cli::Verbs verbs(app);
  hone_cli::add_study_verbs(verbs);
  hone_cli::add_trial_verbs(verbs);
  hone_cli::add_shell_verbs(verbs);
  hone_cli::add_checkpoint_verbs(verbs);
  hone_cli::add_help_verbs(verbs);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help and --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    std::cerr << "hone: " << error.what() << "; see " << hone_cli::command_asked(app)
              << " --help\n";
    return hone_cli::kUsage;
  }
  try {
    const int status = verbs.run();
    std::cout.flush();
    if (!std::cout) throw hone::Error("hone: standard output could not be written");
    return status;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return hone_cli::kFailed;
  }
}
