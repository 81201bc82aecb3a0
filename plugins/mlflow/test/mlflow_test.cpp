// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>
#include <hone/mlflow.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include "fake_mlflow.hpp"
#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(mlflow)

namespace {

using namespace hone::detail;
using hone_test::FakeMlflow;
using Seconds = std::chrono::duration<double>;

/// Sets the given MLflow variables and unsets all others.
class Environment {
 public:
  Environment() { clear(); }
  explicit Environment(const std::vector<std::pair<std::string, std::string>>& variables) {
    clear();
    for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { clear(); }

 private:
  static void clear() {
    for (const char* name :
         {"TRACKING_URI", "TRACKING_USERNAME", "TRACKING_PASSWORD", "TRACKING_TOKEN",
          "TRACKING_INSECURE_TLS", "TRACKING_SERVER_CERT_PATH", "TRACKING_CLIENT_CERT_PATH",
          "EXPERIMENT_NAME", "EXPERIMENT_ID", "RUN_ID", "HTTP_REQUEST_TIMEOUT",
          "HTTP_REQUEST_MAX_RETRIES", "HTTP_REQUEST_BACKOFF_FACTOR", "HTTP_REQUEST_BACKOFF_JITTER"})
      ::unsetenv((std::string("MLFLOW_") + name).c_str());
  }
};

using Variables = std::vector<std::pair<std::string, std::string>>;

MlflowConnection connection() {
  MlflowConnection result;
  result.url = "http://fake";
  result.experiment = "e";
  result.backoff = result.jitter = 0.001;
  return result;
}

hone::MlflowOptions options(FakeMlflow& server, std::vector<std::string>* warnings = nullptr) {
  return hone::MlflowOptions()
      .tracking_uri("http://fake")
      .carrier(server.send())
      .send_every(Seconds(0))
      .retry_within(Seconds(0.002))
      .on_warning([warnings](const std::string& text) {
        if (warnings) warnings->push_back(text);
      });
}

MlflowRecord epoch(int64_t step, const std::string& run = "s/0") {
  MlflowRecord record;
  record.run = run;
  record.items.metrics = {{"loss", 0.5 * static_cast<double>(step), 1000 + step, step}};
  return record;
}

/// Returns the number of requests whose address contains this.
long asked(const FakeMlflow& server, const std::string& what) {
  const auto requests = server.requests();
  return std::count_if(requests.begin(), requests.end(), [&](const FakeMlflow::Request& request) {
    return request.url.find(what) != std::string::npos;
  });
}

std::vector<std::string> files_of(const std::string& directory) {
  std::vector<std::string> names;
  for (boost::filesystem::directory_iterator at(directory), end; at != end; ++at)
    names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_connection_is_what_mlflows_variables_say) {
  const Environment environment(Variables{{"MLFLOW_TRACKING_URI", "https://host:5000/base//"},
                                          {"MLFLOW_TRACKING_USERNAME", "Aladdin"},
                                          {"MLFLOW_TRACKING_PASSWORD", "open sesame"},
                                          {"MLFLOW_TRACKING_TOKEN", "unused"},
                                          {"MLFLOW_TRACKING_INSECURE_TLS", "true"},
                                          {"MLFLOW_TRACKING_SERVER_CERT_PATH", "ca.pem"},
                                          {"MLFLOW_TRACKING_CLIENT_CERT_PATH", "me.pem"},
                                          {"MLFLOW_EXPERIMENT_NAME", "theirs"},
                                          {"MLFLOW_RUN_ID", "abc"},
                                          {"MLFLOW_HTTP_REQUEST_TIMEOUT", "7"},
                                          {"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3"}});
  const MlflowConnection found = MlflowConnection::from_environment("", "");
  BOOST_TEST(found.url == "https://host:5000/base");
  BOOST_TEST(found.authorization == "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  BOOST_TEST(!found.verify_tls);
  BOOST_TEST(found.server_cert == "ca.pem");
  BOOST_TEST(found.client_cert == "me.pem");
  BOOST_TEST(found.experiment == "theirs");
  BOOST_TEST(found.run_id == "abc");
  BOOST_TEST(found.timeout == 7);
  BOOST_TEST(found.max_retries == 3);
  const MlflowConnection mine = MlflowConnection::from_environment("http://other", "mine");
  BOOST_TEST(mine.url == "http://other");
  BOOST_TEST(mine.experiment == "mine");
}

BOOST_AUTO_TEST_CASE(a_token_is_sent_as_a_bearer_where_there_is_no_user) {
  const Environment environment(Variables{{"MLFLOW_TRACKING_TOKEN", "t0k"}});
  const MlflowConnection found = MlflowConnection::from_environment("http://host", "");
  BOOST_TEST(found.authorization == "Authorization: Bearer t0k");
  BOOST_TEST(found.verify_tls);
}

BOOST_AUTO_TEST_CASE(a_user_in_the_address_becomes_a_header_and_leaves_the_address) {
  const Environment environment;
  const MlflowConnection found =
      MlflowConnection::from_environment("http://me:p%40ss@host:1/x", "");
  BOOST_TEST(found.url == "http://host:1/x");
  BOOST_TEST(found.authorization == "Authorization: Basic " + base64("me:p@ss"));
}

BOOST_AUTO_TEST_CASE(an_address_that_hone_cannot_speak_to_is_refused_without_its_secrets) {
  const Environment environment;
  BOOST_CHECK_THROW(MlflowConnection::from_environment("", ""), hone::ArgumentError);
  for (const std::string uri :
       {"postgresql://me:geheim@host/db", "databricks", "./mlruns", "sqlite:///m.db"})
    BOOST_CHECK_EXCEPTION(MlflowConnection::from_environment(uri, ""), hone::ArgumentError,
                          [](const hone::ArgumentError& error) {
                            return std::string(error.what()).find("geheim") == std::string::npos;
                          });
  ::setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon", 1);
  BOOST_CHECK_THROW(MlflowConnection::from_environment("http://host", ""), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(base64_and_url_escapes_are_those_of_their_standards) {
  const std::pair<const char*, const char*> rfc4648[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}};
  for (const auto& [bytes, text] : rfc4648) BOOST_TEST(base64(bytes) == text);
  BOOST_TEST(url_escaped("a b/c&d=\xc3\xbc%") == "a%20b/c%26d%3D%C3%BC%25");
  for (const std::string text : {"", "a b/c&d=\xc3\xbc%", "100%"})
    BOOST_TEST(url_unescaped(url_escaped(text)) == text);
  BOOST_TEST(url_unescaped("100%") == "100%");
  BOOST_TEST(url_unescaped("%4") == "%4");
  BOOST_TEST(url_unescaped("%+4%zz") == "%+4%zz");
}

BOOST_AUTO_TEST_CASE(names_become_such_as_every_server_takes) {
  BOOST_TEST(mlflow_key("train/loss_1.0 -x") == "train/loss_1.0 -x");
  BOOST_TEST(mlflow_key("f1(macro):%") == "f1_macro___");
  BOOST_TEST(mlflow_key("/a//b/../c/.") == "_/a/_/b/_/c/_");
  BOOST_TEST(mlflow_key("") == "_");
  BOOST_TEST(mlflow_key(std::string(300, 'x')) == std::string(250, 'x'));
  BOOST_TEST(mlflow_key(std::string(250, '/')).size() <= 250u);
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_between_characters) {
  BOOST_TEST(mlflow_text("abc", 3) == "abc");
  BOOST_TEST(mlflow_text("a\xc3\xbc", 2) == "a");
  BOOST_TEST(mlflow_text("a\xff", 9) == "a?");
}

BOOST_AUTO_TEST_CASE(batches_keep_within_each_of_the_servers_limits) {
  MlflowItems items;
  for (int i = 0; i < 2500; ++i) items.metrics.push_back({"m" + std::to_string(i), 0.5, i, i});
  for (int i = 0; i < 250; ++i)
    items.params.emplace_back("p" + std::to_string(i), std::string(400, 'x'));
  for (int i = 0; i < 205; ++i)
    items.tags.emplace_back("t" + std::to_string(i), std::string(8000, '\x01'));
  std::multiset<std::string> seen;
  for (const std::string& body : mlflow_batches("r", items)) {
    BOOST_TEST(body.size() <= 1000000u);
    JsonReader reader;
    const JsonValue* json = reader.parse(body);
    BOOST_REQUIRE(json);
    const std::pair<const char*, unsigned> limits[] = {
        {"metrics", 1000}, {"params", 100}, {"tags", 100}};
    unsigned all = 0;
    for (const auto& [name, most] : limits) {
      if (!json->HasMember(name)) continue;
      const unsigned count = (*json)[name].Size();
      BOOST_TEST(count <= most);
      all += count;
      for (const JsonValue& item : (*json)[name].GetArray())
        seen.insert(text_from_json(item["key"]));
    }
    BOOST_TEST(all <= 1000u);
    BOOST_TEST(all > 0u);
  }
  BOOST_TEST(seen.size() == 2500u + 250 + 205);
  BOOST_TEST(std::set<std::string>(seen.begin(), seen.end()).size() == seen.size());
  BOOST_TEST(mlflow_batches("r", {}).empty());
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_travel_as_text) {
  MlflowItems items;
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()})
    items.metrics.push_back({"m", value, 1, 2});
  const std::string body = mlflow_batches("r", items).at(0);
  BOOST_TEST(body ==
             "{\"run_id\":\"r\",\"metrics\":["
             "{\"key\":\"m\",\"value\":\"NaN\",\"timestamp\":1,\"step\":2},"
             "{\"key\":\"m\",\"value\":\"Infinity\",\"timestamp\":1,\"step\":2},"
             "{\"key\":\"m\",\"value\":\"-Infinity\",\"timestamp\":1,\"step\":2}]}");
}

BOOST_AUTO_TEST_CASE(a_record_reads_as_it_was_written) {
  MlflowRecord record;
  record.run = "s.1/2";
  record.parent = "s.1";
  record.name = "trial \"2\"\n";
  record.start = 5;
  record.is_resumed = record.is_link = true;
  record.items.metrics = {{"a", 0.1, 6, 7}, {"b", std::numeric_limits<double>::infinity(), 8, -9}};
  record.items.params = {{"p", "1"}, {"q", ""}};
  record.items.tags = {{"t", "u"}};
  record.best = {0.25, 3, true};
  record.file = "/x/y.pt";
  record.artifact = "best.pt";
  record.status = "FINISHED";
  record.end = 11;
  const std::string line = record.to_line();
  BOOST_TEST(line.find('\n') == line.size() - 1);
  JsonReader reader;
  const auto again = MlflowRecord::from_line(line, reader);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->to_line() == line);
  for (const char* damaged :
       {"", "{}", "[]", "{\"run\":", "{\"run\":1}", "{\"run\":\"a\",\"metrics\":[[1]]}",
        "{\"run\":\"a\",\"metrics\":[[\"a\",\"b\",1,2]]}", "{\"run\":\"a\",\"params\":[[\"a\",2]]}",
        "{\"run\":\"a\",\"tags\":3}"})
    BOOST_TEST(!MlflowRecord::from_line(damaged, reader), damaged);
}

BOOST_AUTO_TEST_CASE(a_spool_gives_whole_lines_in_order_and_remembers_what_was_sent) {
  const hone_test::TemporaryDirectory directory;
  auto spool = Spool::make(directory.string());
  const std::string path = spool->path();
  for (const char* line : {"one\n", "two\n", "three\n"}) spool->append(line);
  BOOST_TEST(spool->read(6) == "one\n");
  BOOST_TEST(spool->read(1) == "one\n");  // returns a complete line even if it is longer than that
  spool->advance(4);
  BOOST_TEST(!Spool::take(path));  // locked
  spool.reset();
  std::ofstream(path, std::ios::app) << "tor";  // as after a kill
  spool = Spool::take(path);
  BOOST_REQUIRE(spool);
  BOOST_TEST(spool->read() == "two\nthree\n");
  spool->advance(10);
  BOOST_TEST(spool->read() == "");
  spool->remove();
  BOOST_TEST(files_of(directory.string()).empty());
  BOOST_TEST(!Spool::take(path));
}

BOOST_AUTO_TEST_CASE(an_offset_that_is_damaged_begins_at_the_first_line) {
  const hone_test::TemporaryDirectory directory;
  std::string path;
  {
    const auto spool = Spool::make(directory.string());
    spool->append("one\n");
    spool->advance(4);
    path = spool->path();
  }
  for (const char* damage : {"", "00", "9999999999999999999\n", "hello, hello, hello\n"}) {
    std::ofstream(path + ".sent", std::ios::trunc) << damage;
    const auto spool = Spool::take(path);
    BOOST_REQUIRE(spool);
    BOOST_TEST(spool->read() == (damage[0] == '9' ? "" : "one\n"));
  }
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_sent_without_noting_it_is_not_doubled) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  std::string path;
  {
    const auto spool = Spool::make(directory.string());
    path = spool->path();
    for (int64_t step = 1; step <= 20; ++step) spool->append(epoch(step).to_line());
    MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
    sender.send(spool->read());  // no advance(): simulates a crash here
  }
  const auto spool = Spool::take(path);
  MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
  sender.send_all(*spool);
  BOOST_TEST(server.run("s/0").metrics.size() == 20u);
  BOOST_TEST(server.runs().size() == 1u);
  BOOST_TEST(!spool->has_more());
}

BOOST_AUTO_TEST_CASE(killed_between_any_two_requests_a_study_arrives_once) {
  const hone_test::TemporaryDirectory directory;
  // The server is not shared between the processes. The child that takes over the spool has a new
  // one, whose state is restored by replaying the requests that were logged.
  for (int kill_at = 0; kill_at < 12; ++kill_at) {
    const std::string folder = directory / std::to_string(kill_at);
    make_directories(folder);
    FakeMlflow server;
    const std::string log = folder + "/requests";
    hone_test::Child child([&] {
      int count = 0;
      server.after = [&](const FakeMlflow::Request& request, FakeMlflow::Reply&) {
        std::ofstream(log, std::ios::app) << request.method << ' ' << request.url << '\n'
                                          << request.body << '\n';
        if (count++ == kill_at) ::raise(SIGKILL);
      };
      const auto spool = Spool::make(folder);
      for (int64_t step = 1; step <= 4; ++step) spool->append(epoch(step, "s/0").to_line());
      MlflowRecord end = epoch(5, "s/0");
      end.status = "FINISHED";
      spool->append(end.to_line());
      for (int64_t step = 1; step <= 4; ++step) spool->append(epoch(step, "s/1").to_line());
      MlflowSender sender(connection(), server.send(), folder, [](auto&, auto&) {});
      for (std::string text = spool->read(200); !text.empty(); text = spool->read(200)) {
        sender.send(text);
        spool->advance(text.size());
      }
      return 0;
    });
    const int status = child.wait();
    BOOST_TEST((status == 0 || status == 128 + SIGKILL));
    std::ifstream file(log);  // the requests that the server received
    for (std::string line, body; std::getline(file, line) && std::getline(file, body);)
      server.send()({line.substr(0, line.find(' ')), line.substr(line.find(' ') + 1), body, ""});
    for (const std::string& path : Spool::all(folder)) {
      const auto spool = Spool::take(path);
      BOOST_REQUIRE(spool);
      MlflowSender sender(connection(), server.send(), folder, [](auto&, auto&) {});
      sender.send_all(*spool);
    }
    BOOST_TEST(server.runs().size() == 2u);
    BOOST_TEST(server.run("s/0").metrics.size() == 5u);
    BOOST_TEST(server.run("s/0").status == "FINISHED");
    BOOST_TEST(server.run("s/1").metrics.size() == 4u);
  }
}

BOOST_AUTO_TEST_CASE(what_went_together_is_one_request_although_it_repeats_itself) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  MlflowRecord first = epoch(1), second = epoch(2);
  first.items.params = second.items.params = {{"lr", "0.1"}};
  first.items.tags = {{"state", "RUNNING"}};
  second.items.tags = {{"state", "COMPLETE"}};
  MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
  sender.send(first.to_line() + second.to_line());
  BOOST_TEST(asked(server, "log-batch") == 1);
  BOOST_TEST(server.run("s/0").tags.at("state") == "COMPLETE");
  BOOST_TEST(server.run("s/0").metrics.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_process_looks_for_no_run_that_only_it_can_have_made) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  {
    hone::Study study(directory / "net");
    hone::MlflowTracker mlflow(study, options(server));
    study.attach(mlflow);
    study.optimize(
        [&](hone::Trial& trial) {
          auto hooks = hone::hooks(mlflow.hook(trial));
          (void)hooks.on_epoch_end(1, 0.5);
          return 0.5;
        },
        5);
  }
  BOOST_TEST(server.runs().size() == 6u);
  BOOST_TEST(asked(server, "runs/search") == 1);  // for the study's run
}

BOOST_AUTO_TEST_CASE(a_run_that_another_process_made_first_is_not_made_again) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  const auto spool = Spool::make(directory.string());
  MlflowRecord begin = epoch(1);
  begin.parent = "s";
  begin.is_new = true;
  spool->append(begin.to_line());
  MlflowRecord taken_up = epoch(2);
  taken_up.parent = "s";
  MlflowSender(connection(), server.send(), directory.string(), [](auto&, auto&) {
  }).send(taken_up.to_line());
  MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
  sender.send_all(*spool, /*is_own=*/true);
  BOOST_TEST(server.runs().size() == 2u);
  BOOST_TEST(server.run("s/0").metrics.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_run_whose_making_was_not_answered_is_looked_for) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  const auto spool = Spool::make(directory.string());
  MlflowRecord begin = epoch(1);
  begin.is_new = true;
  spool->append(begin.to_line());
  MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
  server.after = [](const FakeMlflow::Request& request, FakeMlflow::Reply& reply) {
    if (request.url.find("runs/create") != std::string::npos) reply = {0, "", -1, "closed early"};
  };
  BOOST_CHECK_THROW(sender.send_all(*spool, /*is_own=*/true), ServerUnavailable);
  sender.send_all(*spool, /*is_own=*/true);
  BOOST_TEST(server.runs().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_flush_waits_on_while_the_server_takes_something) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  const auto warnings = std::make_shared<MlflowWarnings>(nullptr);
  MlflowOutboxOptions to;
  to.directory = directory.string();
  to.connection = connection();
  to.send = server.send();
  MlflowOutbox outbox(to, warnings);
  using Clock = std::chrono::steady_clock;
  const Seconds patience(0.5), pause(0.02);
  server.before = [&](const FakeMlflow::Request&) {  // slow: all of them exceed `patience`
    for (const auto end = Clock::now() + pause; Clock::now() < end;) {
    }
    return FakeMlflow::Reply{};
  };
  for (int run = 0; run < 12; ++run) outbox.add(epoch(1, "s/" + std::to_string(run)));
  BOOST_TEST(outbox.flush(patience));
  BOOST_TEST(server.runs().size() == 12u);
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_and_takes_nothing_ends_the_waiting) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  server.before = [](const FakeMlflow::Request& request) {
    return request.url.find("log-batch") == std::string::npos ? FakeMlflow::Reply{}
                                                              : FakeMlflow::Reply{500, "", -1, ""};
  };
  {
    hone::Study study(directory / "net");
    hone::MlflowTracker mlflow(study, options(server).flush_timeout(Seconds(0.1)));
    study.attach(mlflow);
    study.optimize([](hone::Trial&) { return 0.5; }, 2);
  }
  BOOST_TEST(Spool::all(directory / "net/mlflow").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_pause_that_the_server_asked_for_is_kept_at_the_end_too) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  server.before = [](const FakeMlflow::Request&) { return FakeMlflow::Reply{429, "{}", 60, ""}; };
  {
    hone::Study study(directory / "net");
    hone::MlflowTracker mlflow(study, options(server).flush_timeout(Seconds(30)));
    BOOST_TEST(!mlflow.flush(Seconds(0.1)));
    BOOST_TEST(server.requests().size() == 1u);
  }
  BOOST_TEST(server.requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_study_is_a_run_with_a_run_for_each_trial) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  {
    hone::Study study(
        directory / "net",
        hone::StudyOptions().direction(hone::Direction::maximize).sampler(hone::RandomSampler(1)));
    hone::MlflowTracker mlflow(study, options(server).tag("team", "vision"));
    study.attach(mlflow);
    study.optimize(
        [&](hone::Trial& trial) {
          const double x = trial.suggest_float("x", 0, 1);
          boost::filesystem::create_directories(directory / "net/trials/" +
                                                std::to_string(trial.number()));
          std::ofstream(directory / "net/trials/" + std::to_string(trial.number()) + "/best.pt")
              << trial.number();
          double loss = 0;
          auto hooks = hone::hooks(
              hone::report(trial),
              mlflow.hook(trial).metric("loss", loss).every_steps(2).step_metric("twice", [&] {
                return 2 * loss;
              }));
          for (int64_t at = 1; at <= 3; ++at) {
            loss = static_cast<double>(at);
            (void)hooks.on_step_end(at, 0.5);
            (void)hooks.on_epoch_end(at, x);
          }
          if (trial.number() == 2) throw hone::TrialPruned();
          if (trial.number() == 3) return std::nan("");
          return trial.number() == 1 ? 9.0 : hooks.on_trial_end();
        },
        5);
  }
  BOOST_TEST(server.runs().size() == 6u);
  const FakeMlflow::Run parent = server.runs().at(0);
  BOOST_TEST(parent.status == "FINISHED");
  BOOST_TEST(parent.tags.at("mlflow.runName") == "net");
  BOOST_TEST(parent.tags.at("team") == "vision");
  BOOST_TEST(parent.tags.at("hone.best.trial") == "1");
  BOOST_TEST(parent.tags.at("hone.best.value") == "9.0");
  BOOST_TEST(parent.metrics.count({"best_value", 1, 9.0}) == 1u);
  const FakeMlflow::Run best = server.run("/1");
  BOOST_TEST(parent.tags.at("hone.best.params") == "{\"x\":" + best.params.at("x") + "}");
  BOOST_TEST(best.tags.at("mlflow.parentRunId") == "0-0");
  BOOST_TEST(best.status == "FINISHED");
  BOOST_TEST(best.tags.at("hone.trial.state") == "COMPLETE");
  BOOST_TEST(best.metrics.count({"value", 0, 9.0}) == 1u);
  BOOST_TEST(best.metrics.count({"loss", 3, 3.0}) == 1u);
  BOOST_TEST(best.metrics.count({"twice", 2, 4.0}) == 1u);
  BOOST_TEST(best.metrics.count({"step_value", 2, 0.5}) == 1u);
  BOOST_TEST(best.metrics.size() == 3u + 3 + 1 + 1 + 1);
  BOOST_TEST(best.artifacts.at("best.pt") == "1");
  BOOST_TEST(server.run("/2").tags.at("hone.trial.state") == "PRUNED");
  BOOST_TEST(server.run("/2").status == "FINISHED");
  BOOST_TEST(server.run("/3").status == "FAILED");
  BOOST_TEST(server.run("/3").tags.at("hone.trial.fail_reason") == "the value was NaN");
  BOOST_TEST(server.run("/4").artifacts.empty());  // not the best
  BOOST_TEST(files_of(directory / "net/mlflow") == std::vector<std::string>{"lock"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_the_hook_a_trial_brings_the_epochs_that_it_reported) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  {
    hone::Study study(directory / "net");
    study.attach(hone::MlflowTracker(study, options(server)));
    study.optimize(
        [](hone::Trial& trial) {
          for (int64_t at = 1; at <= 3; ++at) trial.report(0.5, at);
          return 0.5;
        },
        1);
  }
  BOOST_TEST(server.run("/0").metrics.count({"epoch_value", 2, 0.5}) == 1u);
  BOOST_TEST(server.run("/0").metrics.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_server_that_fails_in_every_way_gets_everything_once_in_the_end) {
  const Environment environment(Variables{{"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.001"},
                                          {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0.001"}});
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  const FakeMlflow::Reply failures[] = {{0, "", -1, "Connection refused"},
                                        {500, "<html>", -1, ""},
                                        {200, "<html>a portal</html>", -1, ""},
                                        {429, "{}", 0, ""},
                                        {503, "", 0, ""},
                                        {404, "<html>", -1, ""},
                                        {401, "{\"error_code\":\"UNAUTHENTICATED\"}", -1, ""},
                                        {403, "", -1, ""},
                                        {502, "bad gateway", -1, ""},
                                        {408, "", -1, ""},
                                        {200, "[]", -1, ""}};
  size_t failed = 0;
  std::minstd_rand random(1);
  server.before = [&](const FakeMlflow::Request&) {
    return random() % 5 < 2 ? failures[failed++ % std::size(failures)] : FakeMlflow::Reply{};
  };
  int lost = 0;
  server.after = [&](const FakeMlflow::Request&, FakeMlflow::Reply& reply) {
    if (reply.status == 200 && ++lost % 5 == 0) reply = {0, "", -1, "it closed early"};
  };
  std::vector<std::string> warnings;
  {
    hone::Study study(directory / "net", hone::StudyOptions().sampler(hone::RandomSampler(1)));
    hone::MlflowTracker mlflow(study, options(server, &warnings).flush_timeout(Seconds(60)));
    study.attach(mlflow);
    study.optimize(
        [&](hone::Trial& trial) {
          auto hooks = hone::hooks(mlflow.hook(trial));
          for (int64_t at = 1; at <= 5; ++at)
            (void)hooks.on_epoch_end(at, trial.suggest_float("x", 0, 1));
          return hooks.on_trial_end();
        },
        10);
  }
  BOOST_TEST(server.runs().size() == 11u);
  for (int i = 0; i < 10; ++i) BOOST_TEST(server.run("/" + std::to_string(i)).metrics.size() == 6u);
  BOOST_TEST(failed > 2 * std::size(failures));
  BOOST_TEST(lost > 5);
  BOOST_TEST(!warnings.empty());
  BOOST_TEST(std::set<std::string>(warnings.begin(), warnings.end()).size() == warnings.size());
  BOOST_TEST(files_of(directory / "net/mlflow") == std::vector<std::string>{"lock"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_end_that_a_kill_kept_from_the_hooks_is_told_by_the_next_start) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  struct Killer {
    void on_trial_end(const hone::TrialEnd& event) {
      if (event.trial.number == 1) ::raise(SIGKILL);
    }
  };
  hone_test::Child child([&] {
    server.before = [](const FakeMlflow::Request&) { return FakeMlflow::Reply{0, "", -1, "down"}; };
    hone::Study study(directory / "net");
    hone::MlflowTracker mlflow(study, options(server));
    study.attach(Killer());
    study.attach(mlflow);
    study.optimize(
        [&](hone::Trial& trial) {
          const std::string number = std::to_string(trial.number());
          boost::filesystem::create_directories(directory / ("net/trials/" + number));
          std::ofstream(directory / ("net/trials/" + number + "/best.pt")) << number;
          mlflow.hook(trial).on_epoch_end({1, 0.5});
          return trial.number() == 0 ? 0.5 : 0.25;
        },
        3);
    return 0;
  });
  BOOST_TEST(child.wait() == 128 + SIGKILL);
  for (int start = 0; start < 2; ++start) {
    const hone::Study study(directory / "net");
    const hone::MlflowTracker mlflow(study, options(server));
  }
  BOOST_TEST(server.runs().size() == 3u);
  const FakeMlflow::Run run = server.run("/1");
  BOOST_TEST(run.status == "FINISHED");
  BOOST_TEST(run.metrics.count({"value", 0, 0.25}) == 1u);
  BOOST_TEST(run.metrics.size() == 2u);
  BOOST_TEST(run.artifacts.at("best.pt") == "1");
  const auto runs = server.runs();
  const auto names_it = [](const FakeMlflow::Run& one) {
    const auto tag = one.tags.find("hone.best.trial");
    return tag != one.tags.end() && tag->second == "1";
  };
  BOOST_TEST(std::count_if(runs.begin(), runs.end(), names_it) == 1);
  BOOST_TEST((files_of(directory / "net/mlflow") == std::vector<std::string>{"lock"}));
}

BOOST_AUTO_TEST_CASE(what_one_start_could_not_send_the_next_one_sends) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  server.before = [](const FakeMlflow::Request&) { return FakeMlflow::Reply{0, "", -1, "down"}; };
  hone::Study study(directory / "net");
  {
    hone::MlflowTracker mlflow(study, options(server).flush_timeout(Seconds(0)));
    hone::Trial trial = study.ask();
    mlflow.hook(trial).on_epoch_end({1, 0.5});
  }
  BOOST_TEST(server.runs().empty());
  BOOST_TEST(Spool::all(directory / "net/mlflow").size() == 1u);
  server.before = nullptr;
  { const hone::MlflowTracker mlflow(study, options(server)); }
  BOOST_TEST(server.runs().size() == 2u);
  BOOST_TEST(server.run("/0").metrics.size() == 1u);
  BOOST_TEST(Spool::all(directory / "net/mlflow").empty());
}

BOOST_AUTO_TEST_CASE(epochs_that_a_taken_up_trial_repeats_are_not_sent_again) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  for (int attempt = 0; attempt < 2; ++attempt) {
    hone::Study study(directory / "net");
    hone::MlflowTracker mlflow(study, options(server));
    hone::Trial trial = study.ask();  // released, and resumed by the second attempt
    BOOST_TEST(trial.number() == 0);
    auto hooks = hone::hooks(hone::report(trial), mlflow.hook(trial));
    for (int64_t at = attempt == 0 ? 1 : 3; at <= (attempt == 0 ? 4 : 6); ++at)
      (void)hooks.on_epoch_end(at, 0.5);
  }
  BOOST_TEST(server.runs().size() == 2u);
  BOOST_TEST(server.run("/0").metrics.size() == 6u);
}

BOOST_AUTO_TEST_CASE(what_the_server_refuses_is_kept_and_the_rest_goes_on) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  const auto spool = Spool::make(directory.string());
  MlflowRecord first = epoch(1), changed = epoch(2);
  first.items.params = {{"lr", "0.1"}};
  changed.items.params = {{"lr", "0.2"}};
  for (const std::string& line : {first.to_line(), changed.to_line(), epoch(3).to_line(),
                                  std::string("garbage\n"), epoch(4).to_line()})
    spool->append(line);
  std::vector<std::string> causes;
  MlflowSender sender(
      connection(), server.send(), directory.string(),
      [&](const std::string& cause, const std::string&) { causes.push_back(cause); });
  sender.send_all(*spool);
  BOOST_TEST(server.run("s/0").metrics.size() == 3u);
  BOOST_TEST(server.run("s/0").params.at("lr") == "0.1");
  BOOST_TEST(causes.size() == 2u);
  std::ifstream file(directory / "rejected.jsonl");
  std::stringstream text;
  text << file.rdbuf();
  BOOST_TEST(text.str().find("Changing param values is not allowed") != std::string::npos);
  BOOST_TEST(text.str().find("garbage") != std::string::npos);
  const std::string kept = text.str();
  BOOST_TEST(std::count(kept.begin(), kept.end(), '\n') == 2);
}

BOOST_AUTO_TEST_CASE(another_data_base_behind_the_same_address_is_filled_anew) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
  sender.send(epoch(1).to_line());
  server.lose_everything();
  sender.send(epoch(2).to_line());
  BOOST_TEST(server.run("s/0").metrics.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_older_best_that_arrives_late_does_not_replace_a_better_one) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  MlflowSender sender(connection(), server.send(), directory.string(), [](auto&, auto&) {});
  const auto best = [&](int64_t trial, double value) {
    MlflowRecord record;
    record.run = "s";
    record.best = {value, trial, false};
    record.items.tags = {{"hone.best.trial", std::to_string(trial)},
                         {"hone.best.value", to_json(hone::Value(value))}};
    sender.send(record.to_line());
    return server.run("s").tags.at("hone.best.trial");
  };
  BOOST_TEST(best(4, 0.5) == "4");
  BOOST_TEST(best(2, 0.75) == "4");
  BOOST_TEST(best(5, 0.5) == "4");
  BOOST_TEST(best(3, 0.5) == "3");
  BOOST_TEST(best(6, 0.25) == "6");
}

BOOST_AUTO_TEST_CASE(the_child_of_a_fork_has_a_spool_and_a_thread_of_its_own) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  MlflowOutboxOptions to;
  to.directory = directory.string();
  to.connection = connection();
  to.send = server.send();
  const auto warnings = std::make_shared<MlflowWarnings>(nullptr);
  MlflowOutbox outbox(to, warnings);
  outbox.add(epoch(1));
  BOOST_TEST(outbox.flush(Seconds(30)));
  hone_test::Child child([&] {
    outbox.add(epoch(2));
    if (!outbox.flush(Seconds(30))) return 1;
    if (server.run("s/0").metrics.size() != 2) return 2;  // the child's copy of the server
    outbox.close(Seconds(10));
    return 0;
  });
  BOOST_TEST(child.wait() == 0);
  BOOST_TEST(Spool::all(directory.string()).size() == 1u);
  outbox.add(epoch(3));
  BOOST_TEST(outbox.flush(Seconds(30)));
  BOOST_TEST(server.run("s/0").metrics.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_loop_without_a_study_is_a_run) {
  const Environment environment;
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  std::vector<std::string> warnings;
  {
    hone::MlflowTracker mlflow(options(server, &warnings)
                                   .run_name("plain")
                                   .spool_directory(directory / "spool")
                                   .max_lengths(4, 5000));
    auto hooks =
        hone::hooks(mlflow.hook().param("lr", 0.1).param("note:", "too long").tag("kind", "test"));
    for (int64_t at = 1; at <= 3; ++at) (void)hooks.on_epoch_end(at, 1.5);
    hooks.on_trial_end();
  }
  BOOST_TEST(server.runs().size() == 1u);
  const FakeMlflow::Run run = server.runs().at(0);
  BOOST_TEST(run.status == "FINISHED");
  BOOST_TEST(run.tags.at("mlflow.runName") == "plain");
  BOOST_TEST(run.tags.at("kind") == "test");
  BOOST_TEST(run.params.at("lr") == "0.1");
  BOOST_TEST(run.params.at("note_") == "too ");
  BOOST_TEST(run.metrics.size() == 4u);
  BOOST_TEST(warnings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(runs_go_under_the_run_that_the_environment_names) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  MlflowSender(connection(), server.send(), directory.string(), [](auto&, auto&) {
  }).send(epoch(1, "theirs").to_line());
  const Environment environment(Variables{{"MLFLOW_RUN_ID", "0-0"}});
  {
    hone::Study study(directory / "net");
    hone::MlflowTracker mlflow(study, options(server));
    study.attach(mlflow);
    study.optimize([](hone::Trial&) { return 0.5; }, 2);
  }
  BOOST_TEST(server.runs().size() == 3u);
  BOOST_TEST(server.run("/1").tags.at("mlflow.parentRunId") == "0-0");
  BOOST_TEST(server.run("theirs").status == "RUNNING");  // not hone's run, so not ended
  BOOST_TEST(server.run("theirs").tags.at("hone.best.trial") == "0");
}

BOOST_AUTO_TEST_CASE(a_study_in_memory_is_told_where_to_keep_what_is_to_be_sent) {
  const Environment environment;
  FakeMlflow server;
  const hone::Study study;
  BOOST_CHECK_THROW(hone::MlflowTracker(study, options(server)), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::MlflowOptions().flush_timeout(Seconds(-1)), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_a_warning_and_no_error) {
  const hone_test::TemporaryDirectory directory;
  FakeMlflow server;
  std::vector<std::string> warnings;
  const auto teller =
      std::make_shared<MlflowWarnings>([&](const std::string& text) { warnings.push_back(text); });
  MlflowOutboxOptions to;
  to.directory = directory.string();
  to.connection = connection();
  to.send = server.send();
  MlflowOutbox outbox(to, teller);
  struct rlimit before;
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit none = {0, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &none);
  outbox.add(epoch(1));
  outbox.add(epoch(2));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(warnings.size() == 1u);
  outbox.add(epoch(3));
  BOOST_TEST(outbox.flush(Seconds(30)));
  BOOST_TEST(server.run("s/0").metrics.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
