// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/files/worker.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>

#include "test/child.hpp"
#include <string>
#include <thread>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {
inline std::ostream& operator<<(std::ostream& out, Liveness life) {
  return out << (life == Liveness::alive ? "alive" : life == Liveness::dead ? "dead" : "unknown");
}
}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

BOOST_AUTO_TEST_SUITE(worker)

using hone::detail::is_hone_worker;
using hone::detail::Liveness;
using hone::detail::liveness;
using hone::detail::parse_worker;
using hone::detail::Worker;
using hone::detail::worker_name;

namespace {
Worker self() {
  Worker worker;
  BOOST_TEST_REQUIRE(parse_worker(worker_name(), worker));
  return worker;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_name_is_read_back_as_it_was_made) {
  Worker worker = self();
  BOOST_TEST(worker.name() == worker_name());
  BOOST_TEST(worker.pid == std::to_string(::getpid()));
  BOOST_TEST(is_hone_worker(worker_name()));
  worker.host = "a-b.c-hone-1-2";
  Worker read;
  BOOST_TEST(parse_worker(worker.name(), read));
  BOOST_TEST(read.host == worker.host);
  BOOST_TEST(read.start == worker.start);
}

BOOST_AUTO_TEST_CASE(other_names_are_nobodys) {
  for (const char* name :
       {"", "hone", "hone-", "hone-----", "hone-h-b-1-2-3x", "hone-h-1-2-3", "hone-1-2-3-4",
        "117645bf-7dbc-44a2-ba34-1a07a9ae6139-140124210143296", "/runs/hone-h-0-1-2-3",
        "hone-h-0-1-2-3.tmp", "hone-h-0-1-99999999999-3", "released", "paused"}) {
    BOOST_TEST(!is_hone_worker(name), name);
    BOOST_TEST(liveness(name) == Liveness::unknown);
  }
}

BOOST_AUTO_TEST_CASE(this_process_is_alive) {
  BOOST_TEST(liveness(worker_name()) == Liveness::alive);
  BOOST_TEST(liveness(self().name()) == Liveness::alive);
}

BOOST_AUTO_TEST_CASE(a_process_of_another_start_or_boot_is_dead) {
  Worker later = self(), booted = self();
  later.start += "1";
  BOOST_TEST(liveness(later.name()) == Liveness::dead);
  booted.boot = booted.boot == "1234abcd" ? "1234abce" : "1234abcd";
  const bool known = booted.host.substr(booted.host.rfind('.')) != ".0";
  BOOST_TEST(liveness(booted.name()) == (known ? Liveness::dead : Liveness::unknown));
}

BOOST_AUTO_TEST_CASE(nothing_is_known_of_other_machines_and_containers) {
  Worker host = self(), space = self(), lost = self();
  host.host = "another.12345678";
  host.pid = space.pid = "4194304";
  space.space += "1";
  lost.start = "0";
  BOOST_TEST(liveness(host.name()) == Liveness::unknown);
  BOOST_TEST(liveness(space.name()) == Liveness::unknown);
  BOOST_TEST(liveness(lost.name()) == Liveness::unknown);
}

BOOST_AUTO_TEST_CASE(a_child_has_its_own_name_and_is_dead_when_killed_even_before_it_is_reaped) {
  int ends[2];
  BOOST_TEST_REQUIRE(::pipe(ends) == 0);
  const std::string parent = worker_name();
  hone_test::Child child([&] {
    const std::string name = worker_name();
    if (name == parent || liveness(parent) != Liveness::alive) return 1;
    if (::write(ends[1], name.data(), name.size()) != static_cast<ssize_t>(name.size())) return 2;
    ::pause();
    return 0;
  });
  char name[300];
  const ssize_t length = ::read(ends[0], name, sizeof name);
  BOOST_TEST_REQUIRE(length > 0);
  const std::string worker(name, static_cast<size_t>(length));
  BOOST_TEST(worker != parent);
  BOOST_TEST(liveness(worker) == Liveness::alive);
  child.kill();
  siginfo_t info;
  BOOST_TEST_REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT) ==
                     0);
  BOOST_TEST(liveness(worker) == Liveness::dead);
  BOOST_TEST(child.wait() == 128 + SIGKILL);
  BOOST_TEST(liveness(worker) == Liveness::dead);
  ::close(ends[0]);
  ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(many_threads_of_a_child_agree_on_its_name) {
  worker_name();
  hone_test::Child child([] {
    std::vector<std::string> names(8);
    std::vector<std::thread> threads;
    for (std::string& name : names) threads.emplace_back([&name] { name = worker_name(); });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& name : names)
      if (name != worker_name()) return 1;
    return 0;
  });
  BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
