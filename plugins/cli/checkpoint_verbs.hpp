// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/inspect.hpp>
#include <hone/study/detail/best_pointer.hpp>
#include <hone/study/detail/trial_folders.hpp>

#include <boost/filesystem/directory.hpp>

#include "table.hpp"
#include "trial_verbs.hpp"
#include "verb.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone_cli {

/// A checkpoint of a trial in a study directory.
struct CheckpointFile {
  int64_t trial;
  std::string path;
};

inline std::vector<CheckpointFile> checkpoint_files(const Place& place) {
  if (place.directory.empty())
    throw hone::ArgumentError(
        "hone: checkpoints are in a study directory; give --storage that, or name the files");
  std::vector<CheckpointFile> files;
  const hone::detail::TrialFolders folders(place.directory);
  for (const int64_t number : folders.numbers())
    for (const auto& entry : boost::filesystem::directory_iterator(folders.of(number)))
      if (entry.path().extension() == ".pt" && entry.path().filename().string().front() != '.')
        files.push_back({number, entry.path().string()});
  std::sort(files.begin(), files.end(), [](const CheckpointFile& a, const CheckpointFile& b) {
    return std::tie(a.trial, a.path) < std::tie(b.trial, b.path);
  });
  return files;
}

inline Table tensors_of(const std::vector<std::string>& files) {
  std::vector<Record> records;
  for (const std::string& file : files)
    for (const hone::TensorInfo& tensor : hone::list_tensors(file)) {
      std::string shape;
      for (const int64_t size : tensor.shape)
        shape += (shape.empty() ? "" : ",") + std::to_string(size);
      records.push_back({{{"file"}, file},
                         {{"tensor"}, tensor.name},
                         {{"dtype"}, tensor.dtype},
                         {{"shape"}, Json{"[" + shape + "]"}},
                         {{"bytes"}, tensor.bytes}});
    }
  return Table({{"file"}, {"tensor"}, {"dtype"}, {"shape"}, {"bytes"}}, std::move(records), false);
}

inline Table checkpoints_of(const Place& place, const std::string& study) {
  std::vector<Record> records;
  const std::optional<int64_t> best = hone::detail::pointed_trial(place.directory);
  const std::vector<CheckpointFile> files = checkpoint_files(place);
  place.read(study, [&](const hone::StudyRecord& record) {
    for (const CheckpointFile& file : files) {
      const hone::FrozenTrial* trial = record.find_trial(file.trial);
      Value epoch, value;
      try {
        const hone::CheckpointInfo info = hone::read_checkpoint_info(file.path);
        if (info.epoch) epoch = *info.epoch;
        if (!std::isnan(info.value)) value = info.value;
      } catch (const hone::CheckpointError&) {  // `verify` reports what is wrong with it
        value = "damaged";
      }
      records.push_back({{{"trial"}, file.trial},
                         {{"state"}, trial ? Value(state_name(trial->state)) : Value()},
                         {{"best"}, file.trial == best ? Value("*") : Value()},
                         {{"file"}, file.path.substr(place.directory.size() + 1)},
                         {{"epoch"}, epoch},
                         {{"value"}, value},
                         {{"bytes"}, boost::filesystem::file_size(file.path)}});
    }
  });
  return Table({{"trial"}, {"state"}, {"best"}, {"file"}, {"epoch"}, {"value"}, {"bytes"}},
               std::move(records), false);
}

inline void add_checkpoint_verbs(Verbs& verbs) {
  CLI::App& parent =
      *verbs.app().add_subcommand("checkpoint", "Look at checkpoints, and tidy them");
  parent.require_subcommand(1);

  verbs.add(parent, "ls", "List a study's checkpoints, or the tensors in files",
            [](Verb& verb) -> Verbs::Action {
              const auto files = std::make_shared<std::vector<std::string>>();
              verb.add_study_name();
              verb.add_format("table", /*with_flatten=*/false);
              verb.app.add_option("FILE", *files, "Checkpoints, also PyTorch's and safetensors");
              return [&verb, files] {
                std::cout << (files->empty() ? checkpoints_of(verb.place(), verb.study_name)
                                             : tensors_of(*files))
                                 .print(verb.format)
                          << '\n';
                return kDone;
              };
            });

  verbs.add(parent, "verify",
            "Read checkpoints against their checksums; exit with 3 where one is damaged",
            [](Verb& verb) -> Verbs::Action {
              const auto files = std::make_shared<std::vector<std::string>>();
              verb.app.add_option("FILE", *files, "Checkpoints; else all of the study directory");
              return [&verb, files] {
                std::vector<std::string> paths = *files;
                if (files->empty())
                  for (const CheckpointFile& file : checkpoint_files(verb.place()))
                    paths.push_back(file.path);
                int damaged = 0;
                for (const std::string& path : paths) try {
                    hone::verify_checkpoint(path);
                    std::cout << path << ": whole\n";
                  } catch (const hone::CheckpointError& error) {
                    std::cerr << error.what() << '\n';
                    ++damaged;
                  }
                return damaged == 0 ? kDone : kNo;
              };
            });

  verbs.add(
      parent, "gc", "Remove checkpoints of finished trials that are not the best",
      [](Verb& verb) -> Verbs::Action {
        const auto states =
            std::make_shared<std::vector<std::string>>(std::vector<std::string>{"pruned", "fail"});
        const auto keep = std::make_shared<std::string>("none");
        const auto dry = std::make_shared<bool>(false);
        verb.add_study_name();
        verb.app.add_option("--state", *states, "Of trials that ended so; else pruned and fail")
            ->check(CLI::IsMember({"complete", "pruned", "fail"}));
        verb.app.add_option("--keep", *keep, "What they keep: none, or best, which may be used")
            ->capture_default_str()
            ->check(CLI::IsMember({"none", "best"}));
        verb.app.add_flag("--dry-run", *dry, "Only print whose files would go");
        return [&verb, states, keep, dry] {
          const Place place = verb.place();
          const std::string name = place.study(verb.study_name);
          if (place.directory.empty())
            throw hone::ArgumentError(
                "hone: checkpoints are in a study directory; give --storage that");
          const hone::detail::TrialFolders folders(place.directory);
          std::vector<int64_t> numbers;
          place.read(name, [&](const hone::StudyRecord& record) {
            for (const int64_t number : folders.numbers()) {
              const hone::FrozenTrial* trial = record.find_trial(number);
              if (trial && hone::is_finished(trial->state) &&
                  std::find(states->begin(), states->end(), lower(state_name(trial->state))) !=
                      states->end() &&
                  number != hone::detail::pointed_trial(place.directory))
                numbers.push_back(number);
            }
          });
          std::sort(numbers.begin(), numbers.end());
          if (!*dry)
            hone::detail::BestPointer(place.directory, name)
                .tidy_to(numbers,
                         *keep == "best" ? hone::TrialFiles::best : hone::TrialFiles::none);
          for (const int64_t number : numbers) std::cout << "trials/" << number << '\n';
          return kDone;
        };
      });
}

}  // namespace hone_cli
