// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The C++ side of journal_interop.py, which documents the commands.
#include <hone/storages/journal.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

using hone::Changes;
using hone::Durability;
using hone::StudyRecord;
using hone::TrialState;

hone::TimePoint now() { return std::chrono::system_clock::now(); }

std::shared_ptr<const hone::Distribution> make(hone::Distribution distribution) {
  return std::make_shared<const hone::Distribution>(std::move(distribution));
}

void update(hone::Storage& storage, int64_t study, const Changes& changes) {
  storage.update(
      study, [&](const StudyRecord&) { return changes; }, Durability::appended);
}

hone::CreateTrial create(TrialState state = TrialState::running) {
  hone::CreateTrial create;
  create.trial.state = state;
  if (state != TrialState::waiting) create.trial.datetime_start = now();
  if (hone::is_finished(state)) create.trial.datetime_complete = now();
  return create;
}

/// Writes a study that has something of every kind.
void write(hone::Storage& storage) {
  update(storage, storage.open_study("before", {}), {create()});
  const int64_t study = storage.open_study("demo", {hone::Direction::maximize});
  const auto lr = make(hone::FloatDistribution{1e-5, 0.1, true, {}}),
             dropout = make(hone::FloatDistribution{0, 0.5, false, 0.1});
  const auto layers = make(hone::IntDistribution{1, 9, false, 2}),
             units = make(hone::IntDistribution{8, 1024, true, 1});
  const auto opt =
      make(hone::CategoricalDistribution{{"sgd", "\xc3\xa9\"\\\n", nullptr, true, 3, 2.5}});

  update(storage, study,
         {hone::SetStudyUserAttr{"data", "mnist"},
          hone::SetStudySystemAttr{"hone:seed", 9007199254740991},
          hone::SetStudyUserAttr{"nested", hone::Json{R"({"a":[1,2.0,null,{"b":NaN}]})"}},
          hone::SetStudyUserAttr{"bytes", "caf\xe9"}});
  update(storage, study,
         {create(), hone::SetParam{0, {"lr", lr, 0.001}},
          hone::SetParam{0, {"dropout", dropout, 0.30000000000000004}},
          hone::SetParam{0, {"layers", layers, 3}}, hone::SetParam{0, {"units", units, 100}},
          hone::SetParam{0, {"opt", opt, 1}}});
  update(
      storage, study,
      {hone::SetIntermediateValue{0, 0, 0.1 + 0.2}, hone::SetIntermediateValue{0, 1, std::nan("")},
       hone::SetIntermediateValue{0, 2, -INFINITY},
       hone::SetIntermediateValue{0, 1000000, 5e-324}});
  update(storage, study,
         {hone::SetTrialUserAttr{0, "int", 1}, hone::SetTrialUserAttr{0, "float", 1.0},
          hone::SetTrialUserAttr{0, "bool", true}, hone::SetTrialUserAttr{0, "none", nullptr},
          hone::SetTrialSystemAttr{0, "hone:owner", "somebody"}});
  update(storage, study, {hone::SetState{0, TrialState::complete, {0.25}, now(), {}}});
  update(storage, study,
         {create(), hone::SetParam{1, {"opt", opt, 2}},
          hone::SetState{1, TrialState::fail, {}, now(), {}}});
  update(storage, study, {create(), hone::SetState{2, TrialState::pruned, {INFINITY}, now(), {}}});

  hone::CreateTrial imported = create(TrialState::complete);
  imported.trial.values = {0.75};
  imported.trial.params = {{"units", units, 8}, {"opt", opt, 5}, {"lr", lr, 0.1}};
  imported.trial.intermediate_values = {{-1, 1.0}, {7, INFINITY}};
  imported.trial.user_attrs["from"] = "elsewhere";
  hone::CreateTrial queued = create(TrialState::waiting), running = create();
  queued.trial.system_attrs["fixed_params"] = hone::Json{R"({"lr":0.05})"};
  running.trial.user_attrs["note"] = "not yet";
  running.trial.system_attrs["hone:random_key"] = 3;
  update(storage, study, {imported, queued, running});

  const int64_t pareto =
      storage.open_study("pareto", {hone::Direction::minimize, hone::Direction::maximize});
  update(storage, pareto, {create(), hone::SetState{0, TrialState::complete, {1, 2}, now(), {}}});
  hone::CreateTrial both = create(TrialState::complete);
  both.trial.values = {3, -4};
  update(storage, pareto, {both});
}

/// Runs trials until the study has `total`; starts with the waiting ones.
void work(hone::Storage& storage, int64_t study, int64_t total) {
  const auto x = make(hone::FloatDistribution{-10, 10, false, {}});
  const auto kind = make(hone::CategoricalDistribution{{"a", "b"}});
  while (true) {
    int64_t mine = -1;
    storage.update(
        study,
        [&](const StudyRecord& record) -> Changes {
          for (const int64_t number : record.unfinished)
            if (record.find_trial(number)->state == TrialState::waiting) {
              mine = number;
              return {hone::SetState{number, TrialState::running, {}, now(), {}}};
            }
          if (static_cast<int64_t>(record.trials.size()) >= total) return {};
          mine = static_cast<int64_t>(record.trials.size());
          return {create()};
        },
        Durability::appended);
    if (mine < 0) return;
    const double at = static_cast<double>(mine % 20) - 10;
    update(storage, study, {hone::SetParam{mine, {"x", x, at}}});
    update(storage, study, {hone::SetParam{mine, {"kind", kind, 0}}});
    for (int step = 0; step < 3; ++step)
      update(storage, study, {hone::SetIntermediateValue{mine, step, at * step}});
    update(storage, study, {hone::SetTrialUserAttr{mine, "by", "c++"}});
    storage.update(
        study,
        [&](const StudyRecord&) -> Changes {
          return {hone::SetState{mine, TrialState::complete, {at * at}, now(), {}}};
        },
        Durability::durable);
  }
}

double seconds(hone::TimePoint time) {
  return static_cast<double>(
             std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch())
                 .count()) /
         1e6;
}

/// Everything, as JSON.
std::string dump(hone::Storage& storage) {
  using hone::detail::append_json;
  std::string out = "{";
  for (const std::string& name : storage.study_names()) {
    append_json(out += out.size() > 1 ? "," : "", std::string_view(name));
    storage.read(storage.open_study(name, {}), [&](const StudyRecord& record) {
      out += ":{\"directions\":[";
      for (const hone::Direction direction : record.directions)
        append_json(out += out.back() == '[' ? "" : ",", static_cast<int64_t>(direction));
      append_json(out += "],\"user\":", record.user_attrs);
      append_json(out += ",\"system\":", record.system_attrs);
      out += ",\"trials\":[";
      for (const hone::FrozenTrial& trial : record.trials) {
        append_json(out += out.back() == '[' ? "{\"number\":" : ",{\"number\":", trial.number);
        append_json(out += ",\"state\":", static_cast<int64_t>(trial.state));
        out += ",\"values\":[";
        for (const double value : trial.values)
          append_json(out += out.back() == '[' ? "" : ",", value);
        out += "],\"params\":[";
        for (const hone::Param& param : trial.params) {
          append_json(out += out.back() == '[' ? "[" : ",[", std::string_view(param.name));
          append_json(out += ',', param.value());
          append_json(out += ',',
                      std::string_view(hone::detail::distribution_to_json(*param.distribution)));
          out += ']';
        }
        out += "],\"reports\":[";
        for (const auto& [step, value] : trial.intermediate_values) {
          append_json(out += out.back() == '[' ? "[" : ",[", step);
          append_json(out += ',', value);
          out += ']';
        }
        append_json(out += "],\"user\":", trial.user_attrs);
        append_json(out += ",\"system\":", trial.system_attrs);
        out += ",\"start\":";
        trial.datetime_start ? append_json(out, seconds(*trial.datetime_start))
                             : void(out += "null");
        out += ",\"end\":";
        trial.datetime_complete ? append_json(out, seconds(*trial.datetime_complete))
                                : void(out += "null");
        out += '}';
      }
      out += "]}";
    });
  }
  return out + "}";
}

/// Holds the lock until its input ends.
void hold(hone::Storage& storage) {
  storage.update(
      storage.open_study("held", {}),
      [](const StudyRecord&) -> Changes {
        std::cout << "held" << std::endl;
        std::cin.get();
        return {hone::SetStudyUserAttr{"held", true}};
      },
      Durability::appended);
}

/// Adds to each study a trial that violates a constraint and one that satisfies it. Returns the
/// best trial, -1 if there is none, and the Pareto front, as JSON by study.
std::string best(const std::shared_ptr<hone::Storage>& storage) {
  using hone::detail::append_json;
  std::string out = "{";
  for (const std::string& name : storage->study_names()) {
    hone::Study study(hone::StudyOptions().storage(storage).study_name(name));
    for (const double size : {0.5, -0.5}) {
      hone::Trial trial = study.ask();
      trial.set_constraint("size", size);
      study.tell(trial, std::vector<double>(study.directions().size(), 0.25 - size));
    }
    append_json(out += out.size() > 1 ? "," : "", std::string_view(name));
    const bool has_best = study.directions().size() == 1;
    append_json(out += ":{\"best\":", has_best ? study.best_trial().number : int64_t{-1});
    out += ",\"front\":[";
    for (const hone::FrozenTrial& trial : study.best_trials())
      append_json(out += out.back() == '[' ? "" : ",", trial.number);
    out += "]}";
  }
  return out + "}";
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 2 ? argv[1] : "";
  if (what == "write" || what == "dump" || what == "hold" || what == "best" ||
      (what == "work" && argc == 5)) {
    if (what == "best") {
      std::cout << best(std::make_shared<hone::JournalStorage>(argv[2])) << '\n';
      return 0;
    }
    hone::JournalStorage storage(argv[2]);
    if (what == "write") write(storage);
    if (what == "work") work(storage, storage.open_study(argv[3], {}), std::atoll(argv[4]));
    if (what == "dump") std::cout << dump(storage) << '\n';
    if (what == "hold") hold(storage);
    return 0;
  }
  std::cerr << "usage: journal_worker write|dump|hold|best <journal>\n"
               "       journal_worker work <journal> <study> <trials>\n";
  return 2;
} catch (const hone::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
